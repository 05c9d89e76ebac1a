// What tests ask of many inputs at once. Verdicts are plain values, so that C# can compare them with its own.

import { fromBase64Url, toBase64Url, utf8 } from '/proof/bytes.js';
import { accountOf } from '/proof/accounts.js';
import { badgeOf } from '/proof/badges.js';
import { tryCanonical, writeCanonical } from '/proof/canonical.js';
import { verifyEvidence } from '/proof/evidence.js';
import { openGenesis } from '/proof/genesis.js';
import { verifyHead } from '/proof/heads.js';
import { historyCheck } from '/proof/histories.js';
import { readHistoryPage } from '/proof/historyPages.js';
import { checkNever } from '/proof/never.js';
import { verifyReceipt } from '/proof/receipts.js';
import { verifyRegister } from '/proof/registers.js';
import { addSignature, describe, parseRequest, payloadOf, signWith } from '/proof/requests.js';

const VERIFIERS = {
    receipt: (bytes, group) => verifyReceipt(bytes, group),
    register: (bytes, group, { kind, id }) => verifyRegister(bytes, group, kind, id),
    head: (bytes, group, { nonce }) => verifyHead(bytes, group, nonce),
    never: (bytes, group, { request }) => checkNever(bytes, group, request),
    evidence: async (bytes, group) => {
        if (await verifyEvidence(bytes, group) === null) {
            throw new Error('proves nothing');
        }
    },
    genesis: bytes => openGenesis(bytes),
};

/** The indexes of those inputs that the page takes. */
export async function taken(what, genesis, inputs, subject) {
    const group = await openGenesis(genesis);
    const verdicts = await Promise.all(inputs.map(bytes => VERIFIERS[what](bytes, group, subject).then(() => true, () => false)));
    return verdicts.flatMap((isTaken, index) => isTaken ? [index] : []);
}

/** For each wire: its id and cost as the page reads it, its payload written again, whether all of it can be shown; or the fault. */
export function readAll(group, wires) {
    return Promise.all(wires.map(async wire => {
        try {
            const request = await parseRequest(wire, group);
            const again = writeCanonical(tryCanonical(request.payload));
            const { lines, unknown } = describe(request.payload);
            return { id: request.id, cost: request.cost, payload: utf8(again), lines: lines.length, unknown, fault: 'None' };
        } catch (error) {
            return { id: '', cost: 0, payload: new Uint8Array(0), lines: 0, unknown: [], fault: error.fault ?? String(error) };
        }
    }));
}

/** A key handle of this page for a test. */
async function handle() {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    return { account: await accountOf({ x, y }), publicKey: { x, y }, privateKey: pair.privateKey };
}

/** Signs each operation with keys of this page, `signers` many: the wires, or the faults' names. */
export async function signAll(group, validUntil, items) {
    const handles = await Promise.all([handle(), handle(), handle()]);
    return Promise.all(items.map(async ({ op, envelope, signers }) => {
        const who = handles.slice(0, signers);
        try {
            const payload = payloadOf({ by: who.map(one => one.account), group, op: JSON.parse(op), validUntil, envelope: envelope ?? undefined });
            // Out of order on purpose: the wire has the order of `by`.
            let made = { half: null, wire: null };
            for (const one of who.toReversed()) {
                made = made.half === null ? await signWith(one, payload) : await addSignature(made.half, one);
            }
            return { wire: made.wire, id: made.id, fault: '' };
        } catch (error) {
            return { wire: '', id: '', fault: error.fault ?? String(error) };
        }
    }));
}

/** The badge of what the page verified, of its copy, and of a look-alike. */
export async function badges(genesis, receipt) {
    const verified = await verifyReceipt(receipt, await openGenesis(genesis));
    const isFrozen = Object.isFrozen(verified);
    return [badgeOf(verified), badgeOf({ ...verified }), badgeOf(structuredClone({ code: 'ok', signers: verified.signers })), badgeOf(null)].map(badge => badge.name).concat(isFrozen ? 'frozen' : 'open');
}

/** What `describe` says of payload bytes. */
export const shown = payload => describe(payload);


export const roundTrip = encoded => encoded.map(text => {
    const bytes = fromBase64Url(text);
    return bytes === null ? null : toBase64Url(bytes);
});

/** Signs payload bytes with a key of the first signer's name, whoever that is: the refusal comes before the key is used. */
export async function signBytes(payload) {
    return signWith({ ...await handle(), account: 'p60JAGyd-R8xANXG_c6xEGhTrWrM0i2Q_w9XY_uCsxc' }, payload);
}

/** What the page finds in each page of a history: faults, gaps and entries as texts. */
export async function histories(genesis, now, pages) {
    const group = await openGenesis(genesis);
    return Promise.all(pages.map(async bytes => {
        const check = historyCheck(now.id, now, group);
        await check.add(readHistoryPage(bytes));
        const { entries, gaps, faults, isFalse, hasOlder } = check.finish();
        return {
            faults, isFalse, hasOlder,
            gaps: gaps.map(gap => `${gap.from} ${gap.to} ${gap.isPruned}`),
            entries: entries.map(entry => `${entry.version} ${entry.proof} ${entry.step?.step ?? ''} ${entry.step?.calledBy ?? ''} ${entry.wasArmed}`.toLowerCase()),
        };
    }));
}

/** The events of a stream that comes in pieces of so many characters; then what ends a line without an end that comes letter by letter. */
export async function eventsIn(text, size) {
    const { eventParser } = await import('/proof/feed.js');
    const parser = eventParser();
    const events = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => parser.push(text.slice(i * size, (i + 1) * size))).flat();
    let end = 'nothing';
    try {
        for (let i = 0; i < 400_000; i++) {
            parser.push('x');
        }
    } catch (fault) {
        end = fault.name;
    }
    return [...events.map(({ id, data }) => `${id} ${data}`), end];
}
