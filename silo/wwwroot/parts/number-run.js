// One operation on encrypted numbers: the signing screen for every request that it takes, what it waits for, and how it ended.

import { describe } from '../proof/requests.js';
import { openVariables } from '../sealed/variables.js';
import { badge } from './badge.js';
import { dialog } from './dialog.js';
import { all, h, put } from './dom.js';
import { sentenceOf } from './faults.js';
import { endingOf, facts, twin } from './signing.js';
import { foreign, ofAll } from './text.js';

/**
 * Runs `work(variables)` with stages in sight. `note`: one sentence above what is signed; `ending(answer)` answers nodes for a success. `receiptIn(answer)` answers the verified receipt.
 * Resolves with the answer, or undefined where it did not come to that.
 */
export async function runNumbers(session, master, { title, note, work, ending = () => null, receiptIn = answer => answer }) {
    let running;
    const end = h('div', {});
    await dialog(title, close => {
        const stage = h('p', { role: 'status' }, 'Encrypting in this browser ...');
        const closing = () => h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', 'data-act': 'close', on: { click: () => close() } }, 'Close'));
        const variables = openVariables({
            client: session.client,
            handle: session.key,
            master,
            hooks: {
                progress: text => put(stage, /Paillier/.test(text) ? 'Making a key for numbers, which takes some seconds ...' : `${text[0].toUpperCase()}${text.slice(1)} ...`),
                async confirm(payload) {
                    const agreed = await confirmed(session, title, note, payload);
                    put(stage, agreed ? 'Sent to the merchants; they agree on its place ...' : '');
                    return agreed;
                },
            },
        });
        running = work(variables);
        running.then(result => {
            const receipt = receiptIn(result);
            put(stage);
            put(end, h('div', { class: 'note good' }, h('p', {}, 'Done.'), ending(result), badge(session, receipt),
                h('p', { class: 'small quiet' }, `${receipt.signers.join(', ')} signed it (${ofAll(receipt.signers.length, session.group.members.length)}).`)), closing());
            end.querySelector('button')?.focus();
            session.changed();
        }, fault => {
            put(stage);
            if (fault.code === 'interrupted') {
                close();
                return;
            }
            const isOpen = fault.code === 'outcome-unknown';
            put(end, h('div', { class: 'note warn', 'data-part': 'refused' }, sentencesOf(fault).slice(0, isOpen ? 1 : 2).map(one => h('p', {}, foreign(one, 1000))),
                h('p', {}, isOpen ? 'It is kept here and goes on by itself. Do not do it anew: that could do it twice. ' : 'Nothing was changed.', isOpen ? h('a', { href: '#/outbox' }, 'What is still on its way') : null),
                fault.receipt === undefined ? null : badge(session, fault.receipt)), closing());
            end.querySelector('button')?.focus();
        });
        return [stage, end];
    });
    // Who left early must not take it for not done: a sum would count twice.
    const answer = running.catch(() => undefined);
    await endingOf(title, end, answer);
    return answer;
}

// Where the library speaks of its own parts, the page says what that means for a person.
const SENTENCES = {
    'already-exists': ['There is a number of that name already.', 'Choose another name.'],
    'overflow': ['The number would grow beyond what fits.'],
    'no-modules': ['This group cannot do that with encrypted numbers: it runs no sealed computers for it.', 'Compare numbers that were made to compare, and add to those that were made to add up.'],
    'key-locked': ['The secret on this device is not the one that encrypted this number.', 'Bring the right backup back under your key.'],
    'corrupt-record': ['This number does not open: another secret encrypted it, or somebody who may write stored something else.', 'Bring the right backup back, or set it anew.'],
    'stale': ['Others changed the number each time.', 'Try again when they pause.'],
};

function sentencesOf(fault) {
    return SENTENCES[fault.code] ?? [sentenceOf(fault), fault.advice].filter(one => typeof one === 'string');
}

/** What the bytes say; the number itself is encrypted in them, so it stands in `note`. */
async function confirmed(session, title, note, payload) {
    const seen = describe(payload);
    const same = await twin(session, payload);
    const isKey = seen.lines.some(one => one.path === 'op.type' && one.value.startsWith('Register a key'));
    return await dialog(isKey ? 'First a key for numbers' : title, close => all(
        h('p', {}, isKey ? 'Numbers to add up need a key that the merchants compute with. This one extra signature notes down its public half; the other half stays encrypted, for you alone.' : note),
        h('p', { class: 'quiet small' }, `This is what you sign, read from the signed bytes themselves.${isKey ? '' : ' A number of yours stands in them encrypted only.'}`),
        facts(session, seen.lines),
        same,
        seen.unknown.length === 0 ? null : h('div', { class: 'note bad', role: 'alert' }, 'This cannot be signed here: it holds something that this page does not understand.'),
        h('div', { class: 'row' },
            h('button', { type: 'button', class: 'first', 'data-act': 'sign', disabled: seen.unknown.length > 0, on: { click: () => close(true) } }, 'Sign and send'),
            h('button', { type: 'button', on: { click: () => close() } }, 'Do nothing')))) === true;
}
