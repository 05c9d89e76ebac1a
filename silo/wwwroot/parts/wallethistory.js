// What happened to a wallet: events are one merchant's word until their receipts were checked here.

import { badge } from './badge.js';
import { h, put } from './dom.js';
import { reasonOf } from './faults.js';
import { amount, foreign, time } from './text.js';

const SHOWN = 30;
const GATHER_MS = 150;

/** Fills `node` with the newest entries; `add(event)` takes a line of the feed. */
export function walletHistory(session, id, node) {
    const entries = new Map();
    let most = SHOWN;
    let timer = null;
    const draw = () => {
        timer = null;
        const newest = [...entries.values()].sort((a, b) => b.height - a.height || b.index - a.index);
        if (newest.length === 0) {
            put(node, h('p', { class: 'quiet' }, 'Payments that you make and receive stand here.'));
            return;
        }
        put(node, h('ul', { class: 'plain lines' }, newest.slice(0, most).map(entry => entry.node ??= line(session, id, entry))),
            newest.length > most ? h('button', { type: 'button', on: { click: () => (most += SHOWN, draw()) } }, 'Show more') : null);
    };
    draw();
    return {
        add(event) {
            if (event.kind === 'result' && !entries.has(event.id)) {
                entries.set(event.id, { ...event });
                // The feed begins with the oldest, and only what is shown is worth checking.
                timer ??= setTimeout(draw, GATHER_MS);
            }
        },
        dispose: () => clearTimeout(timer),
    };
}

function line(session, id, event) {
    const node = h('li', { 'data-request': event.requestId }, h('span', { class: 'quiet' }, 'Fetching the receipt ...'));
    const told = () => h('div', { class: 'row apart' }, h('span', {}, foreign(event.operation), ' ', time(event.timeMs)), badge(session, event));
    // A receipt of another place is not this entry's: told twice, a payment would look like two.
    const isIts = receipt => receipt?.height === event.height && receipt.index === event.index && event.id === `${receipt.height}.${receipt.index}`;
    session.client.receipt(event.requestId).then(receipt => put(node, isIts(receipt) ? said(session, id, receipt) : told()), () => put(node, told()));
    return node;
}

function said(session, id, receipt) {
    const { amount: sum, words, who } = meaning(receipt, id);
    return [
        h('div', { class: 'row apart' }, h('span', {}, words, who === null ? null : [' ', name(session, who)]), h('strong', { class: 'num' }, sum === null ? '' : `${sum > 0n ? '+' : ''}${amount(sum)}`)),
        h('div', { class: 'row apart small' }, time(receipt.timeMs), badge(session, receipt)),
    ];
}

function name(session, id) {
    const petname = session.petnames.of(id);
    return petname ? [h('strong', {}, foreign(petname)), ' '] : foreign(id);
}

// The legs of a request that touch this wallet, added up; a refused request moved nothing.
function meaning(receipt, id) {
    const op = receipt.request.op;
    if (receipt.code !== 'ok') {
        return { amount: null, words: ['Refused: ', foreign(reasonOf(receipt))], who: null };
    }
    if (op.type === 'create' && op.id === id) {
        return { amount: BigInt(op.initial ?? 0), words: 'Wallet opened', who: null };
    }
    const legs = op.type === 'transfer' ? [op] : op.type === 'atomic-transfer' ? op.legs : [];
    const touching = legs.filter(leg => leg.from === id || leg.to === id);
    if (touching.length > 0) {
        const total = touching.reduce((sum, leg) => sum + (leg.to === id ? BigInt(leg.amount) : 0n) - (leg.from === id ? BigInt(leg.amount) : 0n), 0n);
        return { amount: total, words: total < 0n ? 'Paid to' : 'Received from', who: total < 0n ? touching[0].to : touching[0].from };
    }
    if (op.type === 'sum' && op.id === id && op.delta !== undefined) {
        return { amount: BigInt(op.delta), words: BigInt(op.delta) < 0n ? 'Taken back by' : 'Given by', who: receipt.request.by[0] };
    }
    return { amount: null, words: 'Part of a larger request', who: null };
}
