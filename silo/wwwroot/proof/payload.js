// The payload of a request: what its signers sign. Read strictly, written canonically.

import { costOf } from './costs.js';
import { randomBytes, toBase64Url, utf8 } from './bytes.js';
import { tryCanonical, writeCanonical } from './canonical.js';
import { requestFault } from './fault.js';
import { LIMITS } from './limits.js';
import { idsOf, isDelegated, isOperation, isWithin, leavesOf } from './operations.js';
import { accounts, base64, integer, isDigest, isId, isNonce, object } from './shapes.js';

const isPayload = object({
    by: accounts(1, LIMITS.signers),
    'envelope?': base64(LIMITS.envelopeBytes),
    group: isDigest,
    nonce: isNonce,
    op: isOperation,
    validUntil: integer(0),
});

/** The members of canonical payload bytes, or null for what PayloadCodec would not decode. */
export function readPayload(bytes) {
    const payload = tryCanonical(bytes, LIMITS.wireBytes);
    if (payload === undefined || !isPayload(payload)) {
        return null;
    }
    const isNeeded = leavesOf(payload.op).some(isDelegated);
    return isNeeded === (payload.envelope !== undefined) && isWithin(payload.op, payload.by.length) ? payload : null;
}

/** What is wrong with a decoded payload in a request of `wireBytes` bytes (RequestFault's name), or null; and its static cost. */
export function judgePayload(payload, wireBytes) {
    const hasTokens = [payload.op, ...(payload.op.operations ?? [])].some(one => one.items !== undefined);
    if (wireBytes > LIMITS.plainBytes && payload.envelope === undefined && !hasTokens) {
        return { fault: 'TooLarge', cost: 0 };
    }
    if (!idsOf(payload.op).every(isId)) {
        return { fault: 'BadId', cost: 0 };
    }
    const { cost, most } = costOf(payload);
    return { fault: cost > most ? 'TooCostly' : null, cost };
}

/** A fresh nonce: 128 random bits, 22 characters. */
export function newNonce() {
    return toBase64Url(randomBytes(LIMITS.nonceBytes));
}

/**
 * The canonical bytes that the signers of a request sign.
 * `by`: accounts, the submitter first; `group`: an opened group or its hash; `op`: the operation as its JSON object, amounts as strings;
 * `validUntil`: Unix ms, half of the group's window from now where an opened group is given; `nonce`: fresh where none is given; `envelope`: base64url.
 * Throws ProofFault for what a merchant would refuse.
 */
export function payloadOf({ by, group, op, nonce = newNonce(), validUntil, envelope }) {
    const members = { by, group: group?.hash ?? group, nonce, op, validUntil: validUntil ?? endOfValidity(group, by) };
    if (envelope !== undefined) {
        members.envelope = envelope;
    }
    let bytes;
    try {
        bytes = utf8(writeCanonical(members));
    } catch {
        throw requestFault('Payload');
    }
    const payload = readPayload(bytes);
    if (payload === null) {
        throw requestFault('Payload');
    }
    const { fault } = judgePayload(payload, Math.ceil((bytes.length * 4) / 3) + by.length * 400);
    if (fault !== null) {
        throw requestFault(fault);
    }
    return bytes;
}

// Half the window: late enough for a retry, and early enough for a merchant whose clock goes before ours.
function endOfValidity(group, by) {
    const window = by?.length > 1 ? group?.parameters?.severalSignersWindowMs : group?.parameters?.windowMs;
    return Date.now() + Math.floor((window ?? 120_000) / 2);
}
