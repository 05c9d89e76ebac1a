// What a quorum of merchants attests, and the JSON that receipts, reads and pages share. Digests inside are arrays of bytes.

import { SIGNATURE_BYTES, verify } from './accounts.js';
import { fixedBase64Url } from './bytes.js';
import { Out } from './codec.js';
import { proofFault } from './fault.js';
import { integer, isDigest, list, object } from './shapes.js';
import { TAGS } from './tags.js';

/** The most members of a group, and the most requests of a block. */
export const MAX_MEMBERS = 100;
export const MAX_RESULTS = 16384;

/** Whether a text is a signature of 64 bytes. */
export const isSignatureText = value => fixedBase64Url(value, SIGNATURE_BYTES) !== null;

/** The check of the member `attestations` and of `state`. */
export const isSignatures = list(0, MAX_MEMBERS, object({ member: integer(0, MAX_MEMBERS), signature: isSignatureText }));
export const isState = object({
    block: isDigest, epoch: integer(0), height: integer(0), resultCount: integer(0, MAX_RESULTS), resultsRoot: isDigest, stateRoot: isDigest, time: integer(0),
});

/** The bytes of a digest's 43 characters. */
export const digestBytes = text => fixedBase64Url(text, 32);

/** A parsed `state` with digests as bytes. */
export function stateOf(json) {
    return {
        epoch: json.epoch,
        height: json.height,
        block: digestBytes(json.block),
        timeMs: json.time,
        stateRoot: digestBytes(json.stateRoot),
        resultsRoot: digestBytes(json.resultsRoot),
        resultCount: json.resultCount,
    };
}

/** Parsed `attestations` as `{signer, signature}`. */
export function signaturesOf(json) {
    return json.map(({ member, signature }) => ({ signer: member, signature: fixedBase64Url(signature, SIGNATURE_BYTES) }));
}

/** Writes an attested state behind what a writer holds. */
export function writeState(out, state) {
    return out.counter(state.epoch).counter(state.height).digest(state.block).counter(state.timeMs)
        .digest(state.stateRoot).digest(state.resultsRoot).u32(state.resultCount);
}

/** The bytes that a merchant signs when it attests a state. */
export function attestBytes(group, state) {
    return writeState(new Out().tag(TAGS.Attest).digest(digestBytes(group.hash)), state).done();
}

/** Whether a member of the group (by index) signed the bytes. */
export function isSignedBy(group, signer, bytes, signature) {
    return Number.isInteger(signer) && signer >= 0 && signer < group.members.length ? verify(group.members[signer].key, bytes, signature) : Promise.resolve(false);
}

/**
 * The indexes of the members who signed, once it is sure that `needed` distinct members did, all of them validly. `bytes` makes the message only
 * after signers and their number are in order: a million signatures cost nothing. Throws ProofFault.
 */
export async function checkSigners(group, signatures, bytes, needed = group.quorum) {
    let last = -1;
    for (const { signer } of signatures) {
        if (signer <= last || signer >= group.members.length) {
            throw proofFault('Signers');
        }
        last = signer;
    }
    if (signatures.length < needed) {
        throw proofFault('NoQuorum');
    }
    const message = bytes();
    const valid = await Promise.all(signatures.map(one => isSignedBy(group, one.signer, message, one.signature)));
    if (valid.includes(false)) {
        throw proofFault('Signature');
    }
    return signatures.map(one => one.signer);
}

/** Checks that a quorum attested a state. Answers the members' indexes, throws ProofFault. */
export function checkCertified(group, state, signatures) {
    if (state.epoch !== group.epoch) {
        const inOrder = signatures.every((one, i) => one.signer < group.members.length && (i === 0 || signatures[i - 1].signer < one.signer));
        throw proofFault(inOrder ? 'Epoch' : 'Signers');
    }
    return checkSigners(group, signatures, () => attestBytes(group, state));
}

/** The names of members by index, in their order. */
export function namesOf(group, signers) {
    return Object.freeze(signers.map(signer => group.members[signer].name));
}
