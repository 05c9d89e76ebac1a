// A receipt: the signed request, its result, the path to the results' root and a quorum's attestations. Anyone checks it offline.

import { utf8 } from './bytes.js';
import { tryCanonical, writeCanonical } from './canonical.js';
import { Out } from './codec.js';
import { eraOf } from './eras.js';
import { need, proofFault } from './fault.js';
import { sha256 } from './hash.js';
import { LIMITS } from './limits.js';
import { parseRequest } from './requests.js';
import { ascii, integer, isDigest, isObject, isText, list, object } from './shapes.js';
import { MAX_RESULTS, checkCertified, digestBytes, isSignatures, isState, namesOf, signaturesOf, stateOf } from './states.js';
import { TAGS } from './tags.js';
import { verifyMerkle } from './trees.js';
import { markVerified } from './verified.js';

const MAX_BYTES = 512 * 1024;
const MAX_RESULT_BYTES = 256 * 1024;
const MAX_PATH = 15;
const PRINTABLE = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

const isReceipt = object({
    attestations: isSignatures,
    code: ascii(64),
    index: integer(0, MAX_RESULTS),
    path: list(0, MAX_PATH, isDigest),
    request: value => isText(value) && value.length <= LIMITS.wireBytes && PRINTABLE.test(value),
    result: isObject,
    state: isState,
    version: value => value === 1,
});

/** The hash of a result's leaf: what a block's results root covers. `genesis` and `request` are texts, `resultJson` canonical JSON as text. */
export async function resultLeaf(genesis, height, index, request, code, resultJson) {
    const out = new Out().u8(0).tag(TAGS.Result).digest(digestBytes(genesis)).counter(height).u32(index).digest(digestBytes(request)).text(code);
    return sha256(out.digest(await sha256(utf8(resultJson))).done());
}

/** The receipt's members of canonical bytes (one line feed may follow), or null. Nothing is checked but the form. */
export function readReceipt(bytes) {
    const receipt = tryCanonical(withoutLineFeed(bytes), MAX_BYTES);
    return receipt !== undefined && isReceipt(receipt) && utf8(writeCanonical(receipt.result)).length <= MAX_RESULT_BYTES ? receipt : null;
}

/**
 * Checks a receipt's bytes against an opened group. Answers a verified `{request, code, result, height, index, timeMs, epoch, isEraOver, signers, block, bytes}`: `request` as `parseRequest`
 * answers it, `result` the frozen JSON object, `signers` names, `block` the block's hash as text, `bytes` the receipt. Throws ProofFault.
 */
export async function verifyReceipt(bytes, group) {
    const receipt = readReceipt(bytes);
    need(receipt !== null, 'Malformed');
    let request;
    try {
        request = await parseRequest(receipt.request, group.hash);
    } catch (fault) {
        throw proofFault(fault.fault === 'WrongGroup' ? 'WrongGroup' : 'Request');
    }
    const state = stateOf(receipt.state);
    need(receipt.index < state.resultCount, 'Index');
    const leaf = await resultLeaf(group.hash, state.height, receipt.index, request.id, receipt.code, writeCanonical(receipt.result));
    need(await verifyMerkle(state.resultsRoot, leaf, receipt.index, state.resultCount, receipt.path.map(digestBytes)), 'Path');
    const era = eraOf(group, state);
    const signers = await checkCertified(era, state, signaturesOf(receipt.attestations));
    return markVerified({
        request,
        code: receipt.code,
        result: receipt.result,
        height: state.height,
        index: receipt.index,
        timeMs: state.timeMs,
        epoch: era.epoch,
        isEraOver: era.epoch < group.epoch,
        signers: namesOf(era, signers),
        block: receipt.state.block,
        stateRoot: receipt.state.stateRoot,
        bytes: withoutLineFeed(bytes),
    });
}

/** Bytes or a text without one line feed at the end. */
export function withoutLineFeed(source) {
    const last = source.length - 1;
    return typeof source === 'string' ? source.replace(/\n$/, '') : source[last] === 10 ? source.subarray(0, last) : source;
}
