// A receipt as a person reads it: what was signed, what came of it, who vouches for it, when.

import { writeCanonical } from '../proof/canonical.js';
import { describe } from '../proof/requests.js';
import { badge } from './badge.js';
import { copyButton, save } from './dialog.js';
import { h } from './dom.js';
import { facts } from './signing.js';
import { ago, amount, foreign, ofAll, time } from './text.js';

const WORDS = {
    balance: 'Balance afterwards', state: 'State afterwards', version: 'Version', id: 'Of', owner: 'Owner', holds: 'The condition held', machine: 'Rules', message: 'Reason',
};

/** Everything a verified receipt says, its badge first; `isInRecord` where one looks at its place already. */
export function receiptView(session, receipt, { isInRecord = false } = {}) {
    const place = `block ${receipt.height}, entry ${receipt.index}`;
    return [
        h('div', { class: 'row apart' }, outcome(receipt), badge(session, receipt)),
        h('h3', {}, 'What was signed'),
        facts(session, describe(receipt.request.payload).lines),
        h('h3', {}, 'Who vouches for it'),
        h('dl', { class: 'facts' },
            h('dt', {}, 'Merchants'), h('dd', { 'data-part': 'signers' }, `${receipt.signers.join(', ')} (${ofAll(receipt.signers.length, session.group.members.length)}; ${session.group.quorum} are enough)`),
            h('dt', {}, 'When'), h('dd', {}, time(receipt.timeMs), ' ', h('span', { class: 'quiet small' }, ago(receipt.timeMs))),
            h('dt', {}, 'Place in the record'), h('dd', {}, isInRecord ? place : h('a', { href: `#/ledger/${receipt.height}.${receipt.index}` }, place))),
        h('details', {}, h('summary', {}, 'Everything the answer says'), results(receipt),
            h('div', { class: 'row' }, copyButton(receipt.request.id, 'Copy its number'),
                h('button', { type: 'button', 'data-act': 'save', on: { click: () => save(`receipt-${receipt.height}-${receipt.index}.json`, 'application/json', receipt.bytes) } }, 'Save the receipt'))),
    ];
}

/** "Carried out", or why not. */
export function outcome(receipt) {
    return receipt.code === 'ok'
        ? h('strong', { 'data-part': 'outcome' }, '\u2713 Carried out')
        : h('span', { 'data-part': 'outcome' }, h('strong', {}, '\u2717 Refused: '), foreign(receipt.result.message ?? receipt.code, 1000), ' Nothing was changed.');
}

function results(receipt) {
    const rows = Object.entries(receipt.result).flatMap(([name, value]) => [h('dt', {}, WORDS[name] ?? foreign(name)), h('dd', {}, shown(name, value))]);
    return h('dl', { class: 'facts' }, h('dt', {}, 'Answer'), h('dd', {}, receipt.code), rows, h('dt', {}, 'Number of the request'), h('dd', {}, h('code', {}, receipt.request.id)));
}

function shown(name, value) {
    if (typeof value === 'string') {
        return name === 'balance' && /^-?\d{1,19}$/.test(value) ? amount(value) : foreign(value, 2000);
    }
    return typeof value === 'object' ? h('code', {}, foreign(writeCanonical(value), 4000)) : String(value);
}
