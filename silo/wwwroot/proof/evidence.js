// Two signed things that contradict each other: proof that a merchant lied, good for whoever has the genesis.

import { SIGNATURE_BYTES } from './accounts.js';
import { compare, equal, toBase64Url } from './bytes.js';
import { FINALIZE, NOTARIZE, NULLIFY, checkCertificate, readCertificate, readStatement, statementBytes } from './certificates.js';
import { In, Out } from './codec.js';
import { groupIn } from './eras.js';
import { sha256 } from './hash.js';
import { readReceipt } from './receipts.js';
import { attestBytes, isSignedBy, namesOf, signaturesOf, stateOf, writeState } from './states.js';
import { markConflict } from './verified.js';

const MAX_BYTES = 64 * 1024;
const VOTES = 1;
const ATTESTATIONS = 2;
const CERTIFICATES = 3;
const KINDS = { [VOTES]: 'conflicting-votes', [ATTESTATIONS]: 'conflicting-attestations', [CERTIFICATES]: 'conflicting-certificates' };

const READERS = {
    [VOTES]: read => ({ statement: readStatement(read), signer: read.u16(), signature: read.fixed(SIGNATURE_BYTES) }),
    [ATTESTATIONS]: read => ({ state: readState(read), signer: read.u16(), signature: read.fixed(SIGNATURE_BYTES) }),
    [CERTIFICATES]: readCertificate,
};

/** Reads an attested state of the binary codec. */
export function readState(read) {
    return {
        epoch: read.counter(), height: read.counter(), block: read.digest(), timeMs: read.counter(),
        stateRoot: read.digest(), resultsRoot: read.digest(), resultCount: read.u32(),
    };
}

/** The evidence in bytes as `{type, first, second}`, or null. It may yet prove nothing. */
export function decodeEvidence(bytes) {
    const read = new In(bytes);
    const type = read.u8();
    const reader = READERS[type];
    if (reader === undefined || bytes.length > MAX_BYTES) {
        return null;
    }
    const evidence = { type, first: reader(read), second: reader(read) };
    return read.complete ? evidence : null;
}

/** The members' indexes that evidence accuses; none where it proves nothing. */
export async function accusedBy({ type, first, second }, group) {
    if (type === CERTIFICATES) {
        if (!contradict(first.statement, second.statement) || !await holds(group, first) || !await holds(group, second)) {
            return [];
        }
        const others = new Set(second.signatures.map(one => one.signer));
        return first.signatures.map(one => one.signer).filter(signer => others.has(signer));
    }
    const isContradiction = type === VOTES ? contradict(first.statement, second.statement)
        : !equal(bytesOf(first.state), bytesOf(second.state)) && first.state.height === second.state.height
            && first.state.epoch === second.state.epoch && first.state.epoch === group.epoch;
    if (first.signer !== second.signer || !isContradiction) {
        return [];
    }
    const message = one => type === VOTES ? statementBytes(group, one.statement) : attestBytes(group, one.state);
    const valid = await Promise.all([first, second].map(one => isSignedBy(group, one.signer, message(one), one.signature)));
    return valid.every(one => one) ? [first.signer] : [];
}

/**
 * Checks evidence bytes: a conflict `{id, kind, accused, names, description, bytes}` (`accused` indexes, `id` the hash of the bytes) or null where they prove nothing.
 */
export async function verifyEvidence(bytes, group) {
    const evidence = decodeEvidence(bytes);
    // Votes do not name their epoch; their signatures fit one.
    let [accused, era] = [[], group];
    for (let epoch = group.epoch; evidence !== null && accused.length === 0 && epoch >= 0; epoch--) {
        era = groupIn(group, epoch);
        accused = await accusedBy(evidence, era);
    }
    if (accused.length === 0) {
        return null;
    }
    const copy = bytes.slice();
    return markConflict({
        id: toBase64Url(await sha256(copy)),
        kind: KINDS[evidence.type],
        accused: Object.freeze(accused),
        names: namesOf(era, accused),
        description: describeEvidence(evidence),
        bytes: copy,
    });
}

/** All evidence that two certified states (`{state, signatures}`) of one height give: every member who signed both. */
export async function evidenceOfStates(first, second, group) {
    const pairs = first.signatures.flatMap(one => second.signatures.filter(other => other.signer === one.signer).map(other => [one, other]));
    const found = await Promise.all(pairs.map(([one, other]) => verifyEvidence(attestations(first.state, one, second.state, other), group)));
    return found.filter(one => one !== null);
}

/** Evidence that a receipt which did not verify, beside a verified one of the same height, gives; or null. */
export async function evidenceOfFalseReceipt(falseBytes, honestBytes, group) {
    const [wrong, honest] = [readReceipt(falseBytes), readReceipt(honestBytes)];
    if (wrong === null || honest === null || wrong.state.height !== honest.state.height) {
        return null;
    }
    const [found] = await evidenceOfStates(certifiedOf(wrong), certifiedOf(honest), group);
    return found ?? null;
}

function attestations(firstState, first, secondState, second) {
    const out = new Out().u8(ATTESTATIONS);
    writeState(out, firstState).u16(first.signer).fixed(first.signature);
    return writeState(out, secondState).u16(second.signer).fixed(second.signature).done();
}

const certifiedOf = json => ({ state: stateOf(json.state), signatures: signaturesOf(json.attestations) });
const bytesOf = state => writeState(new Out(), state).done();
const holds = (group, certificate) => checkCertificate(group, certificate).then(() => true, () => false);

// Two different votes of one kind in a view, or to finalize a view and to nullify it. To notarize and then do either is what correct members do.
function contradict(first, second) {
    if (first.view !== second.view || isSame(first, second)) {
        return false;
    }
    const kinds = [first.kind, second.kind].sort();
    return first.kind === second.kind || (kinds[0] === NULLIFY && kinds[1] === FINALIZE);
}

function isSame(first, second) {
    return first.kind === second.kind && first.height === second.height && (first.block === null ? second.block === null : second.block !== null && compare(first.block, second.block) === 0);
}

function describeEvidence({ type, first, second }) {
    if (type === ATTESTATIONS) {
        return `attested two different states of height ${first.state.height}`;
    }
    const words = `${word(first.statement)} and ${word(second.statement)}`;
    return type === VOTES ? `signed both ${words} in view ${first.statement.view}` : `fork proven: view ${first.statement.view} has certificates of ${words}`;
}

function word(statement) {
    return statement.kind === NULLIFY ? 'nullify' : `${statement.kind === NOTARIZE ? 'notarize' : 'finalize'} ${toBase64Url(statement.block).slice(0, 8)}`;
}
