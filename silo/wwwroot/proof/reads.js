// Reads of registers: certified by one merchant's answer, fresh by a quorum of heads over a nonce. What does not verify is a lie, and the next merchant is asked.

import { verifyCertifiedState } from './certified.js';
import { equal, text as strictText, utf8 } from './bytes.js';
import { tryCanonical, writeCanonical } from './canonical.js';
import { evidenceOfStates } from './evidence.js';
import { ProofFault } from './fault.js';
import { highestOf, verifyHead } from './heads.js';
import { newNonce } from './payload.js';
import { readRegisterProof, verifyRegister } from './registers.js';
import { attestBytes, signaturesOf, stateOf } from './states.js';
import { MAX_BODY_BYTES, READ_MS, ask, reasonOf } from './transport.js';

const WITNESS_MS = 3000;
const LAG_MS = 300;

/** The path of each kind of register that merchants serve. */
export const PATHS = Object.freeze({
    'wallet': '/v1/wallets', 'asset': '/v1/assets', 'machine': '/v1/machines', 'variable': '/v1/variables', 'paillier-key': '/v1/keys', 'encryption-key': '/v1/encryption-keys',
});

/** The most registers of a page. */
export const PAGE = 100;

/**
 * One register from one merchant, at `atLeast` or above. Answers `{read}` verified, or `{reason, isLie, retryAfterMs, body}`.
 */
export async function readFrom(endpoint, { kind, id, atLeast = 0 }, { group, signal }) {
    if (!Object.hasOwn(PATHS, kind)) {
        throw new ProofFault('usage', 'Usage', 'merchants do not serve registers of this kind');
    }
    const path = `${PATHS[kind]}/${encodeURIComponent(id)}${atLeast > 0 ? `?atLeast=${atLeast}` : ''}`;
    const answer = await ask(endpoint, path, { ms: READ_MS, signal, maxBytes: 1 << 20 });
    if (answer.body === undefined) {
        return { reason: reasonOf(endpoint, answer), isLie: answer.isLie === true, retryAfterMs: answer.problem?.retryAfterMs };
    }
    try {
        const read = await verifyRegister(answer.body, group, kind, id);
        return read.height >= atLeast ? { read }
            : { reason: `${endpoint.name}'s answer does not verify: it is older than was asked for`, isLie: true, retryAfterMs: LAG_MS, body: answer.body };
    } catch (fault) {
        // Members change, and a merchant may go over to the next era before this page learns of it, or after.
        return { reason: `${endpoint.name}'s answer does not verify: ${sentence(fault)}`, isLie: fault.fault !== 'Epoch', body: answer.body };
    }
}

/**
 * A page of verified registers of a kind whose ids begin with `prefix` and follow `after`: `{page, next}`, `next` the id to go on behind, or null where nothing follows. Where a page
 * would be too large fewer are asked for. Or as `readFrom`.
 */
export async function pageFrom(endpoint, { kind, prefix = '', after = '', atLeast = 0 }, { group, signal }) {
    for (let limit = PAGE; ; limit = Math.floor(limit / 4)) {
        const query = `?limit=${limit}${prefix === '' ? '' : `&prefix=${encodeURIComponent(prefix)}`}${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`;
        const answer = await ask(endpoint, PATHS[kind] + query, { ms: READ_MS, signal, maxBytes: MAX_BODY_BYTES });
        if (answer.problem?.code === 'too-large' && limit >= 4) {
            continue;
        }
        if (answer.body === undefined) {
            return { reason: reasonOf(endpoint, answer), isLie: answer.isLie === true, retryAfterMs: answer.problem?.retryAfterMs };
        }
        const page = await verifyPage(answer.body, { kind, prefix, after }, group);
        if (page === null || page.length > limit) {
            return { reason: `${endpoint.name}'s page does not verify`, isLie: true, body: answer.body };
        }
        return page.every(read => read.height >= atLeast) ? { page, next: page.length === limit ? page.at(-1).id : null }
            : { reason: `${endpoint.name}'s page is older than was asked for`, isLie: true, retryAfterMs: LAG_MS, body: answer.body };
    }
}

/** The verified registers of a page's bytes, all present, in rising order of their ids; null where one is not. */
export async function verifyPage(bytes, { kind, prefix, after }, group) {
    const items = tryCanonical(strictText(bytes) ?? '', MAX_BODY_BYTES);
    if (!Array.isArray(items) || items.length > PAGE) {
        return null;
    }
    const isInOrder = items.every((item, i) => typeof item?.id === 'string' && item.id.startsWith(prefix) && item.id > (i === 0 ? after : items[i - 1].id));
    if (!isInOrder) {
        return null;
    }
    try {
        const reads = await Promise.all(items.map(item => verifyRegister(utf8(writeCanonical(item)), group, kind, item.id)));
        return reads.every(read => read.present) ? reads : null;
    } catch {
        return null;
    }
}

/** The highest height that a quorum of merchants prove over a fresh nonce. Throws ProofFault `unavailable`. */
export async function freshHeight({ group, endpoints, signal }) {
    const nonce = newNonce();
    const stop = new AbortController();
    const over = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
    const heads = [];
    let reason = 'too few merchants answer';
    const asked = endpoints.map(async endpoint => {
        const answer = await ask(endpoint, `/v1/head?nonce=${nonce}`, { ms: READ_MS, signal: over, maxBytes: 65536 });
        if (answer.body === undefined) {
            reason = `too few merchants prove their head; ${reasonOf(endpoint, answer)}`;
            throw new ProofFault('unavailable', 'Unavailable', reason);
        }
        heads.push(await verifyHead(answer.body, group, nonce));
        const highest = highestOf(heads, group);
        if (highest === null) {
            throw new ProofFault('unavailable', 'Unavailable', reason);
        }
        return highest;
    });
    try {
        return await Promise.any(asked);
    } catch {
        throw new ProofFault('unavailable', 'Unavailable', reason);
    } finally {
        stop.abort();
    }
}

/**
 * Asks `count` other merchants what they hold of a read's height. Answers `{agreeing, conflict}`: `conflict` the verified evidence where two states of one height were
 * signed by the same merchants.
 */
export async function askWitnesses(read, from, count, { group, endpoints, signal }) {
    const shown = certifiedOf(read);
    const others = endpoints.filter(endpoint => endpoint.index !== from.index);
    let agreeing = 0;
    for (const endpoint of shuffled(others)) {
        if (agreeing >= count) {
            break;
        }
        const answer = await ask(endpoint, `/v1/states/${read.height}`, { ms: WITNESS_MS, signal, maxBytes: 65536 });
        const known = answer.body === undefined ? null : await verifyCertifiedState(answer.body, group, read.height).catch(() => null);
        if (known === null) {
            continue;
        }
        // The last state of an era is attested in the next one too.
        if (equal(attestBytes(group, { ...known.state, epoch: shown.state.epoch }), attestBytes(group, shown.state))) {
            agreeing++;
            continue;
        }
        const conflict = await evidenceOfStates(shown, known, group);
        if (conflict.length > 0) {
            return { agreeing, conflict };
        }
    }
    return { agreeing, conflict: [] };
}

function certifiedOf(read) {
    const proof = readRegisterProof(read.bytes);
    return { state: stateOf(proof.state), signatures: signaturesOf(proof.attestations) };
}

/** A sentence about a fault of ours or of the platform. */
export function sentence(fault) {
    return fault instanceof ProofFault ? fault.message : 'it cannot be checked';
}

/** A random order, so that nobody knows whom we ask. */
export function shuffled(items) {
    const random = crypto.getRandomValues(new Uint32Array(items.length));
    return items.map((item, i) => [random[i], item]).sort((a, b) => a[0] - b[0]).map(([, item]) => item);
}
