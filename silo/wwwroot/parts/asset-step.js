// One step of an asset: a form for what it needs, a try on a copy, then the signing screen.

import { dialog } from './dialog.js';
import { all, h, put } from './dom.js';
import { sentenceOf } from './faults.js';
import { form } from './form.js';
import { isOk, signAndSend } from './signing.js';
import { foreign } from './text.js';
import { handOver } from './asset-handover.js';
import { hintOf } from './asset-hints.js';
import { inputField, withButtons } from './asset-inputs.js';
import { othersFor } from './asset-steps.js';
import { outcomeOf } from './asset-outcome.js';
import { tryStep } from './asset-try.js';
import { who } from './asset-values.js';

/**
 * Asks for the inputs of a step and takes it. `asset`: `{id, machine, state, height}`; `entry`: of `stepsOf`; `words`: of asset-words.js; `title`, `note` and `hints` (by input, as
 * `hintOf` answers them) where a page knows more.
 * Resolves with the outcome of `signAndSend`, undefined where nothing was signed.
 */
export function takeStep(session, asset, entry, words, { title = words.step(entry.name), note, hints = {} } = {}) {
    const transition = asset.machine.transitions.find(one => one.name === entry.name);
    const inputs = transition.inputs.map(input => ({ input, ...hintOf(asset.machine, asset.state, entry.name, input.name), ...hints[input.name] }));
    const fields = inputs.filter(one => !one.isFixed).map(one => ({ name: one.input.name, ...inputField(session, one.input, { label: words.value(one.input.name), ...one, words }) }));
    const fixed = inputs.filter(one => one.isFixed && one.value !== undefined).map(one => [one.input.name, one.value]);
    const signers = (entry.others ?? []).map((account, i) => signerField(session, account, entry.choices[i]));
    return dialog(title, close => {
        const answer = h('div', { role: 'status', 'data-part': 'tried' });
        const inputOf = values => Object.fromEntries([...fixed, ...fields.map((one, i) => [one.name, values[i]])].filter(([, value]) => value !== undefined).sort(([left], [right]) => left < right ? -1 : 1));
        const others = () => signers.map(one => one.read());
        const attempt = async values => {
            put(answer, h('p', { class: 'quiet' }, 'Trying it on a copy ...'));
            const tried = await attemptWith(session, asset, entry.name, inputOf(values), others());
            put(answer, outcomeOf(session, asset, tried, words));
            return tried;
        };
        const tryButton = h('button', {
            type: 'button', 'data-act': 'try',
            on: {
                click: async () => {
                    const values = [];
                    for (const one of fields) {
                        const value = one.read();
                        if (value === null) {
                            return;
                        }
                        values.push(value);
                    }
                    await attempt(values).catch(fault => put(answer, h('p', { class: 'wrong' }, sentenceOf(fault))));
                },
            },
        }, 'Try it first');
        return all(
            note ? h('p', {}, note) : asset.state.name === entry.to ? null : h('p', {}, h('strong', {}, foreign(words.state(asset.state.name))), ' \u2192 ', h('strong', {}, foreign(words.state(entry.to)))),
            entry.conditions.length === 0 ? null : h('details', {}, h('summary', {}, 'What has to fit'), h('ul', {}, entry.conditions.map(one => h('li', {}, 'Refused if: ', foreign(one))))),
            signers.length === 0 ? null : h('div', { class: 'note' }, h('p', {}, 'This needs another signature. You sign first, then you hand it over.'), signers.map(one => one.node)),
            withButtons(form(fields, 'Continue', async (...values) => {
                const tried = await attempt(values);
                if (tried.refused !== undefined) {
                    return;
                }
                const outcome = await sign(session, asset, entry, title, inputOf(values), tried);
                // What was refused can be put right in the same form.
                if (isOk(outcome) || outcome?.state === 'half' || outcome?.state === 'unknown') {
                    close(outcome);
                }
            }, answer), tryButton, h('button', { type: 'button', on: { click: () => close() } }, 'Do nothing')),
        );
    });
}

/** A try with whoever else has to sign because of the inputs. */
async function attemptWith(session, asset, name, input, others) {
    const signers = [session.key.account, ...others];
    const tried = await tryStep(session, asset, name, input, signers);
    if (tried.refused?.code !== 'guard-refused' || tried.refused.id !== undefined) {
        return { ...tried, others };
    }
    const more = othersFor(session, asset, name, input, signers);
    return more === null ? { ...tried, others } : { ...await tryStep(session, asset, name, input, [...signers, ...more]), others: [...others, ...more] };
}

async function sign(session, asset, entry, title, input, tried) {
    const op = { id: asset.id, input, transition: entry.name, type: 'asset.transition' };
    if (tried.allow.length > 0) {
        op.allow = tried.allow;
    }
    if (tried.calls > 0) {
        op.calls = tried.calls;
    }
    const name = asset.state.values.title;
    const outcome = await signAndSend(session, { op, title, others: tried.others, note: name?.kind === 'text' ? ['It is about ', foreign(name.value), '.'] : undefined });
    if (outcome?.state === 'half') {
        await handOver(session, outcome.half, outcome.missing);
    }
    return outcome;
}

function signerField(session, account, choices) {
    if (choices.length === 0) {
        return { node: h('p', {}, 'Who signs too: ', who(session, account)), read: () => account };
    }
    const nameOf = one => session.petnames.of(one) ?? `${one.slice(0, 8)}...`;
    const control = h('select', { 'aria-label': 'Who signs too' }, [account, ...choices].map(one => h('option', { value: one }, nameOf(one))));
    return { node: h('p', {}, 'Who signs too: ', control), read: () => control.value };
}
