// A receipt as a person reads it: what was signed, what came of it, who vouches for it, when.

import { writeCanonical } from '../proof/canonical.js';
import { groupIn } from '../proof/eras.js';
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
    const era = groupIn(session.group, receipt.epoch);
    const place = `block ${receipt.height}, entry ${receipt.index}`;
    return [
        h('div', { class: 'row apart' }, outcome(receipt), badge(session, receipt)),
        h('h3', {}, 'What was signed'),
        facts(session, describe(receipt.request.payload).lines),
        h('h3', {}, 'Who vouches for it'),
        h('dl', { class: 'facts' },
            h('dt', {}, 'Merchants'), h('dd', { 'data-part': 'signers' }, `${receipt.signers.join(', ')} (${ofAll(receipt.signers.length, era.members.length)}; ${era.quorum} are enough)`),
            h('dt', {}, 'When'), h('dd', {}, time(receipt.timeMs), ' ', h('span', { class: 'quiet small' }, ago(receipt.timeMs))),
            h('dt', {}, 'Place in the record'), h('dd', {}, isInRecord ? place : h('a', { href: `#/ledger/${receipt.height}.${receipt.index}` }, place))),
        receipt.isEraOver ? eraOver(session, receipt) : null,
        h('details', {}, h('summary', {}, 'Everything the answer says'), results(receipt),
            h('div', { class: 'row' }, copyButton(receipt.request.id, 'Copy its number'),
                h('button', { type: 'button', 'data-act': 'save', on: { click: () => save(`receipt-${receipt.height}-${receipt.index}.json`, 'application/json', receipt.bytes) } }, 'Save the receipt'))),
    ];
}

/** Old keys alone prove nothing: the merchants of today can confirm what stands in their record. */
function eraOver(session, receipt) {
    return h('div', { class: 'note warn', 'data-part': 'era' },
        h('p', {}, `! The era of this receipt is over: the merchants changed after block ${groupIn(session.group, receipt.epoch + 1).start.height}. Whoever got hold of their old keys could make another one; the merchants of today can confirm it:`),
        h('p', {}, h('code', {}, 'scew receipt verify FILE --fresh')));
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
