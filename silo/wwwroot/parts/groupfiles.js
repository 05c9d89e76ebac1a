// A file that somebody was given: recognised by its form, then checked in this browser against the pinned group. Nothing is asked of anybody.

import { fromBase64Url, text as strictText, utf8 } from '../proof/bytes.js';
import { tryCanonical } from '../proof/canonical.js';
import { evidenceOfFalseReceipt, verifyEvidence } from '../proof/evidence.js';
import { openGenesis } from '../proof/genesis.js';
import { readHistoryPage, receiptOf } from '../proof/historyPages.js';
import { checkNever } from '../proof/never.js';
import { readReceipt, verifyReceipt } from '../proof/receipts.js';
import { readRegisterProof, verifyRegister } from '../proof/registers.js';

/** The largest file that is read at all, and the most files at once. */
export const MAX_FILE_BYTES = 1 << 20;
export const MAX_FILES = 50;

const MAX_SHOWN_ENTRIES = 20;
const CHANGED = 'It was changed or damaged after the merchants signed it, or it was never signed by enough of them. Nothing in it can be relied on.';
const FOREIGN = 'It is from another group of merchants than the one that this browser trusts, so nothing in it can be checked here.';

/**
 * Checks bytes against an opened group. Answers `{what, value, why, entries, bytes}`: `what` is receipt, register, history, evidence, never, group or unknown; `value` what proof/ made of it
 * (null where it proved nothing, then `why` is a sentence); `entries` of a history `{entry, receipt, why}`.
 */
export async function checkFile(bytes, group) {
    if (bytes.length > MAX_FILE_BYTES) {
        return none('unknown', bytes, tooLarge(bytes.length));
    }
    const source = strictText(bytes)?.trim() ?? null;
    if (source === null || source === '') {
        return source === '' ? none('unknown', bytes, 'The file is empty.') : evidence(bytes, group);
    }
    const json = parsed(source);
    const check = json === null ? null : CHECKS.find(([, members]) => members.every(name => Object.hasOwn(json, name)))?.[0];
    if (check !== null && check !== undefined) {
        return check(utf8(source), group, json);
    }
    return none('unknown', bytes, source.includes('"attestations"')
        ? 'This looks like a receipt that was cut off or damaged. Ask for it again.'
        : 'This is no receipt, and nothing else that merchants sign. Receipts are files that end in .json; the page of your shop saves them.');
}

/** Pairs of receipts, one proven and one refused, of which the signatures contradict each other: evidence against those who signed both. */
export async function contradictions(results, group) {
    const pairs = results.filter(one => one.what === 'receipt' && one.value === null).flatMap(wrong => results.filter(one => one.what === 'receipt' && one.value !== null).map(good => [wrong, good]));
    const found = await Promise.all(pairs.slice(0, MAX_FILES).map(([wrong, good]) => evidenceOfFalseReceipt(wrong.bytes, good.value.bytes, group)));
    return found.filter(one => one !== null);
}

/** The sentence for a file that is not read. */
export function tooLarge(size) {
    return `The file has ${Math.ceil(size / 1024)} KiB; nothing that merchants sign has more than 1024. It was not read.`;
}

const CHECKS = [
    [receipt, ['attestations', 'request', 'result']],
    [register, ['attestations', 'kind', 'proof']],
    [history, ['entries', 'completeAbove']],
    [never, ['height', 'member', 'request', 'signature']],
    [founding, ['consents', 'genesis']],
    [wrapped, ['proof']],
    [enveloped, ['data', 'schema']],
];

async function receipt(bytes, group) {
    if (readReceipt(bytes) === null) {
        return none('receipt', bytes, 'This receipt is not written the way merchants write it: it was changed or damaged on its way. Nothing in it can be relied on.');
    }
    return proven('receipt', bytes, () => verifyReceipt(bytes, group));
}

async function register(bytes, group) {
    const read = readRegisterProof(bytes);
    return read === null ? none('register', bytes, CHANGED) : proven('register', bytes, () => verifyRegister(bytes, group, read.kind, read.id));
}

async function history(bytes, group) {
    const page = readHistoryPage(bytes);
    if (page === null) {
        return none('history', bytes, CHANGED);
    }
    const entries = await Promise.all(page.entries.slice(0, MAX_SHOWN_ENTRIES).map(async entry => {
        const inside = receiptOf(entry);
        return inside === null ? { entry, receipt: null, why: null } : verifyReceipt(inside, group).then(value => ({ entry, receipt: value, why: null }), fault => ({ entry, receipt: null, why: sentence(fault) }));
    }));
    return { what: 'history', value: Object.freeze({ id: page.id }), why: null, entries, bytes };
}

async function never(bytes, group, json) {
    return proven('never', bytes, async () => ({ ...await checkNever(bytes, group, json.request), request: json.request }));
}

async function founding(bytes, group) {
    return proven('group', bytes, async () => {
        const other = await openGenesis(bytes);
        return { group: other, isPinned: other.hash === group.hash };
    });
}

async function wrapped(bytes, group, json) {
    const proof = typeof json.proof === 'string' ? fromBase64Url(json.proof) : null;
    return proof === null ? none('evidence', bytes, CHANGED) : evidence(proof, group);
}

async function enveloped(bytes, group, json) {
    const data = json.data !== null && typeof json.data === 'object' ? json.data : {};
    return Object.hasOwn(data, 'proof') ? wrapped(bytes, group, data) : none('unknown', bytes, 'This is what the console printed, not the signed file itself. Save the receipt as a file and drop that one.');
}

async function evidence(bytes, group) {
    const value = await verifyEvidence(bytes, group).catch(() => null);
    return value === null ? none('evidence', bytes, 'It proves nothing against anybody: it is no receipt and no evidence, or its signatures are not those of merchants of this group.')
        : { what: 'evidence', value, why: null, entries: [], bytes };
}

async function proven(what, bytes, check) {
    try {
        return { what, value: await check(), why: null, entries: [], bytes };
    } catch (fault) {
        return none(what, bytes, sentence(fault));
    }
}

function sentence(fault) {
    return fault?.fault === 'WrongGroup' ? FOREIGN : fault?.name === 'ProofFault' ? `${CHANGED} What is wrong: ${fault.message}.` : CHANGED;
}

function none(what, bytes, why) {
    return { what, value: null, why, entries: [], bytes };
}

// Only to recognise what it is: what counts is read anew, strictly, from the bytes.
function parsed(source) {
    const strict = tryCanonical(source, MAX_FILE_BYTES);
    if (strict !== undefined) {
        return isMap(strict) ? strict : null;
    }
    try {
        const json = JSON.parse(source);
        return isMap(json) ? json : null;
    } catch {
        return null;
    }
}

function isMap(value) {
    return value !== null && typeof value === 'object' && !Array.isArray(value);
}
