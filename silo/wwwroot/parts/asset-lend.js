// "Lend something of mine": the rules first where the group does not have them yet, then the tool.

import { dialog } from './dialog.js';
import { h } from './dom.js';
import { field, form } from './form.js';
import { isOk, signAndSend } from './signing.js';
import { freshCode } from './asset-hints.js';
import { inputField, withButtons } from './asset-inputs.js';
import { RULES, hasRules, rulesOf, textOf } from './asset-rules.js';
import { wordsOf } from './asset-words.js';

const TITLE_BYTES = 80;

/** Asks what is to be lent and notes it down. Resolves with the id of the new tool, undefined where nothing was made. */
export async function lend(session) {
    const machine = await rulesOf(session, RULES.lending);
    const words = wordsOf(machine);
    const inputs = new Map(machine.creating.inputs.map(input => [input.name, input]));
    const ask = (name, more) => inputField(session, inputs.get(name), { label: words.value(name), words, ...more });
    const title = field('What is it', h('input', { autocomplete: 'off', 'data-act': 'title' }), { hint: 'Everybody can read this: "Drill, with a case of bits".', check: titleFault });
    const deposit = ask('deposit', { label: 'Deposit in points', initial: '0', hint: 'Set aside while it is lent, and kept if it is broken or lost. 0 for none.' });
    const pickUp = ask('pickUp', { initial: '2', hint: 'How long a booking waits for the one who booked. An hour to 30 days.' });
    const account = ask('ownPoints', { label: 'Your points account, if you ask for a deposit', hint: 'A kept deposit goes there. It is the name of an account on the page Points.' });
    return dialog('Lend something of yours', close => [
        h('p', {}, 'Your neighbours see it in the list and can book it. Nothing leaves your hands before you sign the hand-over.'),
        withButtons(form([title, deposit, pickUp, account], 'Continue', async (text, points, time, own) => {
            if (points.int !== '0' && own === undefined) {
                account.control.focus();
                throw new Error('A deposit needs your own points account, where it goes if you keep it.');
            }
            if (!await bringRules(session)) {
                return;
            }
            const id = `${session.prefix}:${nameOf(text)}-${freshCode(4)}`;
            const input = { deposit: points, pickUp: time, title: { text: text.trim() } };
            if (own !== undefined) {
                input.ownPoints = own;
            }
            const outcome = await signAndSend(session, { op: { id, input, machine: RULES.lending, type: 'asset.create' }, title: 'Lend it', note: 'This puts your tool into the list.' });
            if (isOk(outcome)) {
                close(id);
            }
        }), h('button', { type: 'button', on: { click: () => close() } }, 'Do nothing')),
    ]);
}

/** Whether the rules for lending are in the group, after bringing them where that is missing. */
async function bringRules(session) {
    if (await hasRules(session, RULES.lending)) {
        return true;
    }
    const { group } = session;
    const mayBring = group.dev || [...group.members, ...group.issuers].some(one => one.account === session.key.account);
    if (!mayBring) {
        throw new Error('This group has no rules for lending yet, and only a merchant can bring them. Ask one of them to run: scew machine deploy lending');
    }
    const outcome = await signAndSend(session, {
        op: { text: await textOf(session, RULES.lending), type: 'machine.deploy' },
        title: 'First the rules',
        note: 'Nobody lends anything in this group yet. This one extra signature brings the rules by which tools are booked, handed over and given back; then follows your tool. The rules are a text, and nobody can change it afterwards.',
    });
    return isOk(outcome) || hasRules(session, RULES.lending);
}

function titleFault(text) {
    return text.trim() === '' ? 'Please fill this in.' : new TextEncoder().encode(text.trim()).length <= TITLE_BYTES ? null : 'That is too long; a few words are enough.';
}

/** What of a title fits an id. */
function nameOf(title) {
    return title.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 30).replace(/-+$/, '') || 'tool';
}
