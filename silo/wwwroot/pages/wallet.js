// The wallet: what there is, what to do with it, what happened.

import { badge, asOf } from '../parts/badge.js';
import { copyButton, dialog } from '../parts/dialog.js';
import { h, put } from '../parts/dom.js';
import { sentenceOf } from '../parts/faults.js';
import { amount, foreign } from '../parts/text.js';
import { walletHistory } from '../parts/wallethistory.js';
import { openWallet } from './home.js';

const GATHER_MS = 150;

export const wallet = {
    path: 'wallet',
    words: 'Wallet',
    under: '',
    render(session, [id]) {
        if (session.key === null && id === undefined) {
            location.hash = '#/';
            return { node: h('p', {}, 'One moment ...') };
        }
        const mine = id ?? session.wallet;
        const card = h('div', { class: 'card', 'data-part': 'balance' }, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
        const past = h('div', {});
        const line = h('p', { class: 'small quiet', role: 'status' });
        let isLeft = false;
        let timer = null;
        const waits = h('div', {});
        const load = async () => {
            try {
                const waiting = mine === session.wallet ? (await session.client.pending()).length : 0;
                put(waits, waiting > 0 && h('p', { class: 'note warn' }, h('a', { href: '#/outbox', 'data-act': 'waiting' }, `${amount(waiting)} signed, and still on its way`)));
                const read = await session.client.read('wallet', mine, { fresh: true });
                if (!isLeft) {
                    put(card, read.present ? balance(session, mine, read, load) : closed(session, mine, load));
                }
            } catch (fault) {
                put(card, h('p', { class: 'wrong' }, sentenceOf(fault)), again(load));
            }
        };
        const history = walletHistory(session, mine, past);
        const stopFeed = session.feed([mine], event => {
            history.add(event);
            // The feed begins with all that ever was.
            timer ??= setTimeout(() => {
                timer = null;
                load();
            }, GATHER_MS);
        }, { onState: state => put(line, state === 'waiting' && 'This merchant does not answer; what it has not told yet is missing here.') });
        const stopChanges = session.onChanged(load);
        load();
        return {
            node: h('div', {}, h('h1', {}, mine === session.wallet ? 'Your wallet' : ['Wallet ', foreign(mine)]), card, waits, mine === session.wallet ? more() : null,
                h('section', { class: 'card', 'aria-labelledby': 'past' }, h('h2', { id: 'past' }, 'What happened'), past, line)),
            dispose() {
                isLeft = true;
                clearTimeout(timer);
                stopFeed();
                stopChanges();
                history.dispose();
            },
        };
    },
};

function balance(session, id, read, load) {
    return [
        h('p', { class: 'quiet' }, 'You have'),
        h('p', { class: 'amount' }, h('span', { 'data-part': 'amount', 'data-value': read.value.balance }, amount(read.value.balance)), h('span', { class: 'small quiet' }, ' points')),
        h('div', { class: 'row' }, badge(session, read), asOf(read), again(load)),
        id !== session.wallet ? null : h('div', { class: 'row' },
            h('a', { class: 'button first', href: '#/pay', 'data-act': 'pay' }, 'Pay'),
            h('button', { type: 'button', 'data-act': 'receive', on: { click: () => receive(session) } }, 'Receive')),
    ];
}

function closed(session, id, load) {
    return id !== session.wallet ? [h('p', {}, 'There is no such wallet.'), again(load)] : [
        h('p', {}, 'You have no wallet in this group yet.'),
        h('button', { type: 'button', class: 'first', 'data-act': 'open', on: { click: async () => await openWallet(session) && load() } }, 'Open a wallet'),
    ];
}

function more() {
    return h('p', {}, h('a', { href: '#/points' }, 'Points of a programme, with their dates'));
}

function again(load) {
    return h('button', { type: 'button', class: 'link', 'data-act': 'again', on: { click: load } }, 'Ask again');
}

/** What a payer needs: a link with wallet and owner, so that a slip of the pen pays nobody else. */
function receive(session) {
    const link = `${location.origin}/#/pay/${encodeURIComponent(session.wallet)}//${session.key.account}`;
    return dialog('Receive points', close => [
        h('p', {}, 'Whoever pays you opens this link, or types the name of your wallet.'),
        h('p', {}, h('code', { 'data-part': 'link' }, link)), copyButton(link, 'Copy the link'),
        h('dl', { class: 'facts' }, h('dt', {}, 'Wallet'), h('dd', {}, h('code', { 'data-part': 'wallet' }, session.wallet)), h('dt', {}, 'Your account'), h('dd', {}, h('code', { 'data-part': 'account' }, session.key.account))),
        h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', on: { click: () => close() } }, 'Close')),
    ]);
}

