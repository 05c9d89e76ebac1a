// What was signed with this key in this browser, the newest first, each receipt checked anew.

import { badge } from './badge.js';
import { dialog } from './dialog.js';
import { h, put } from './dom.js';
import { receiptView } from './ledgerreceipt.js';
import { nameOf } from './ledgernames.js';
import { amount, time } from './text.js';

const SHOWN = 8;
const LOOKED_AT = 24;
const STEPS = { issue: 'Points given in a programme', capture: 'Points taken at the till', refund: 'Points given back', confirm: 'Order confirmed', cancel: 'Order cancelled', void: 'Points let go' };

/** `{node, dispose}`: the list, drawn anew whenever something was signed. */
export function recent(session) {
    const list = h('div', { 'data-part': 'recent' }, h('p', { class: 'quiet' }, 'Looking ...'));
    const draw = async () => {
        const kept = (await session.client.receipts()).filter(one => !one.isNever).slice(0, LOOKED_AT);
        const read = await Promise.all(kept.map(one => session.client.receipt(one.id).catch(() => null)));
        const mine = read.filter(one => one?.request.by[0] === session.key.account).sort((a, b) => b.height - a.height || b.index - a.index).slice(0, SHOWN);
        put(list, mine.length === 0 ? h('p', { class: 'quiet' }, 'Nothing yet. What you sign here stands here, with its receipt.') : h('ul', { class: 'plain lines' }, mine.map(one => line(session, one))));
    };
    const stop = session.onChanged(draw);
    draw();
    return { node: h('section', { class: 'card', 'aria-labelledby': 'lately' }, h('h2', { id: 'lately' }, 'Lately'), list), dispose: stop };
}

function line(session, receipt) {
    const { words, points, about } = meaning(session, receipt);
    const open = () => dialog('Receipt', close => [receiptView(session, receipt), h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', on: { click: () => close() } }, 'Close'))]);
    return h('li', { 'data-request': receipt.request.id },
        h('div', { class: 'row apart' }, h('span', {}, receipt.code === 'ok' ? words : [h('strong', {}, 'Refused: '), words], ' ', about === undefined ? null : nameOf(session, about)), h('strong', { class: 'num' }, points === null ? '' : amount(points))),
        h('div', { class: 'row apart small' }, time(receipt.timeMs), h('span', { class: 'row' }, h('button', { type: 'button', class: 'link', on: { click: open } }, 'Receipt'), badge(session, receipt))));
}

function meaning(session, { request: { op } }) {
    switch (op.type) {
        case 'sum': return { words: op.delta?.startsWith('-') ? 'Taken back from' : 'Given to', points: op.delta ?? null, about: op.id };
        case 'transfer': return { words: op.from === session.wallet ? 'Paid to' : 'Moved to', points: op.amount, about: op.to };
        case 'create': return { words: 'Wallet opened', points: null, about: undefined };
        case 'asset.transition': return { words: STEPS[op.transition] ?? op.transition, points: op.input.amount?.int ?? null, about: op.id };
        case 'machine.deploy': return { words: 'Rules published', points: null, about: undefined };
        default: return { words: op.type, points: null, about: op.id };
    }
}
