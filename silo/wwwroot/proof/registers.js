// Certified reads: one register, or its proven absence, under a state that a quorum attested.

import { equal, fromBase64Url } from './bytes.js';
import { tryCanonical } from './canonical.js';
import { need } from './fault.js';
import { sha256 } from './hash.js';
import { KINDS, decodeRegister, decodeValue, kindName, registerKey } from './registerValues.js';
import { base64, idText, integer, isDigest, list, object } from './shapes.js';
import { checkCertified, digestBytes, isSignatures, isState, namesOf, signaturesOf, stateOf } from './states.js';
import { stateRootOf, trieRootFor } from './trees.js';
import { markVerified } from './verified.js';

export { KINDS, decodeRegister, decodeValue, registerKey } from './registerValues.js';

const MAX_BYTES = 512 * 1024;
const MAX_STEPS = 256;
const LAST_KIND = 8;

const isRead = object({
    attestations: isSignatures,
    historyRoot: isDigest,
    id: idText,
    kind: integer(1, LAST_KIND),
    proof: object({ 'leaf?': object({ key: isDigest, register: isDigest }), steps: list(0, MAX_STEPS, object({ bit: integer(0, 255), sibling: isDigest })) }),
    'register?': base64(65 * 1024),
    state: isState,
    version: version => version === 1,
});

/** The members of a certified read's canonical bytes, or null. Nothing is checked but the form. */
export function readRegisterProof(bytes) {
    const read = tryCanonical(bytes, MAX_BYTES);
    return read !== undefined && isRead(read) && (read.register === undefined || decodeRegister(fromBase64Url(read.register)) !== null) ? read : null;
}

/**
 * Checks a certified read of the register `kind` (a name as `wallet`, or its number) and `id`. Answers a verified `{kind, id, present, register, value, asOf, height, stateRoot,
 * signers, bytes}`: `register` as `decodeRegister` answers it or null, `value` as `decodeValue`, `asOf` the block's time in Unix ms, `signers` names. Throws ProofFault.
 */
export async function verifyRegister(bytes, group, kind, id) {
    const read = readRegisterProof(bytes);
    need(read !== null, 'Malformed');
    const register = read.register === undefined ? null : decodeRegister(fromBase64Url(read.register));
    const name = kindName(kind);
    need(read.kind === KINDS[name] && read.id === id && (register === null || (register.kind === name && register.id === id)), 'OtherSubject');
    const key = await registerKey(name, id);
    const state = stateOf(read.state);
    const proof = proofOf(read.proof);
    const trieRoot = await trieRootFor(proof, key);
    need(trieRoot !== null && equal(await stateRootOf(trieRoot, digestBytes(read.historyRoot)), state.stateRoot), 'Path');
    const present = proof.leaf !== null && equal(proof.leaf.key, key);
    need(present === (register !== null) && (!present || equal(proof.leaf.register, await sha256(register.bytes))), 'Path');
    const signers = await checkCertified(group, state, signaturesOf(read.attestations));
    need(state.height >= (group.start?.height ?? 0), 'Epoch');
    return markVerified({
        kind: name,
        id,
        present,
        register,
        value: register === null ? null : decodeValue(register),
        asOf: state.timeMs,
        height: state.height,
        block: read.state.block,
        stateRoot: read.state.stateRoot,
        signers: namesOf(group, signers),
        bytes,
    });
}

function proofOf(json) {
    const leaf = json.leaf === undefined ? null : { key: digestBytes(json.leaf.key), register: digestBytes(json.leaf.register) };
    return { leaf, steps: json.steps.map(({ bit, sibling }) => ({ bit, sibling: digestBytes(sibling) })) };
}
