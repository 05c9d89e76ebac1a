// The first visit: one passphrase, one click, a key and its backup. Later visits begin at the wallet.

import { checks, field, form } from '../parts/form.js';
import { all, h, put } from '../parts/dom.js';
import { isOk, signAndSend } from '../parts/signing.js';
import { say } from '../parts/said.js';
import { makeKey } from '../parts/makekey.js';
import { day } from '../parts/text.js';
import { wallet } from './wallet.js';

const LEAST_PASSPHRASE = 10;

export const home = {
    path: '',
    words: 'Wallet',
    inMenu: true,
    render: (session, rest) => session.key === null ? welcome(session) : wallet.render(session, rest),
};

/** The backup's passphrase: long enough, and told why. */
export function passphrase(label = 'Choose a passphrase') {
    const made = field(label, h('input', { type: 'password', autocomplete: 'new-password', 'data-act': 'passphrase' }), {
        hint: 'Three or four unusual words are good. It locks the backup file; nobody can reset it.',
        check: text => text.trim().length >= LEAST_PASSPHRASE ? null : `Use at least ${LEAST_PASSPHRASE} characters.`,
    });
    // It is typed once and can never be reset, so a slip must be seen.
    made.node.append(h('label', { class: 'row small' }, h('input', { type: 'checkbox', 'data-act': 'show', on: { change: event => { made.control.type = event.target.checked ? 'text' : 'password'; } } }), 'Show it'));
    return made;
}

function welcome(session) {
    const box = h('div', { class: 'card stack' });
    const begin = () => {
        const secret = passphrase();
        put(box, h('h2', {}, 'Begin here'),
            h('p', {}, 'Your browser makes a key for you. It stays on this device; the merchants never see it. A locked backup file is saved at once, so that you do not lose your points with the device.'),
            form([secret], 'Make my key', async words => {
                await makeKey(session, words);
                say('The backup file was saved. Keep it, and the passphrase, in two places.');
                await openWallet(session);
                session.refresh();
            }));
    };
    begin();
    return {
        node: h('div', {},
            h('h1', {}, 'Your points, in your own hands'),
            h('p', {}, `Collect points at any of ${session.group.members.length} merchants, pay with them, lend and borrow tools. Your browser checks every answer itself.`),
            h('p', { class: 'small quiet' }, `Your browser knows these merchants since ${day(session.client.firstMs)}, by the number `, h('code', {}, session.group.hash), '. Every honest one of them shows the same.'),
            session.group.dev ? h('div', { class: 'note warn' }, 'This is a group for trying things out. Its points are worth nothing.') : null,
            box,
            h('div', { class: 'row' }, h('a', { class: 'button', href: '#/key/restore' }, 'I have a backup file'), h('a', { class: 'button', href: '#/check' }, 'I only want to check a receipt'))),
    };
}

/** Asks for the one signature that opens the wallet. */
export async function openWallet(session) {
    const outcome = await signAndSend(session, {
        op: { contract: 'wallet', id: session.wallet, initial: '0', type: 'create' },
        title: 'Open your wallet',
        note: 'The merchants note down an empty wallet that only your key can spend from.',
    });
    return isOk(outcome);
}

/** A customer's own question for an amount and a receiver. */
export function amountField(label = 'How many points') {
    return field(label, h('input', { inputmode: 'numeric', autocomplete: 'off', 'data-act': 'amount' }), { check: checks.amount });
}

/** Nothing to see yet, and what to do about it. */
export const nothing = (words, ...more) => all(h('p', { class: 'quiet' }, words), ...more);
