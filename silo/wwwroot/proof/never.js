// "This request was never executed, and no block can hold it any more": one merchant's signature is its word, f+1 end an unknown outcome.

import { SIGNATURE_BYTES } from './accounts.js';
import { fixedBase64Url } from './bytes.js';
import { tryCanonical } from './canonical.js';
import { Out } from './codec.js';
import { need } from './fault.js';
import { integer, isDigest, object } from './shapes.js';
import { MAX_MEMBERS, digestBytes, isSignatureText, isSignedBy, namesOf } from './states.js';
import { TAGS } from './tags.js';
import { markVerified } from './verified.js';

const MAX_BYTES = 4096;
const isStatement = object({ height: integer(0), member: integer(0, MAX_MEMBERS), request: isDigest, signature: isSignatureText });

/** The bytes that a merchant signs. */
export function neverBytes(group, { request, height }) {
    return new Out().tag(TAGS.NeverExecuted).digest(digestBytes(group.hash)).counter(group.epoch).digest(digestBytes(request)).counter(height).done();
}

/** The members of a statement's canonical bytes, or null. */
export function readNever(bytes) {
    const statement = tryCanonical(bytes, MAX_BYTES);
    return statement !== undefined && isStatement(statement) ? statement : null;
}

/** Checks one merchant's statement about a request. Answers `{member, height}`, which is that merchant's word; throws ProofFault. */
export async function checkNever(bytes, group, request) {
    const statement = readNever(bytes);
    need(statement !== null, 'Malformed');
    need(statement.request === request, 'OtherSubject');
    need(statement.member < group.members.length, 'Signers');
    need(await isSignedBy(group, statement.member, neverBytes(group, statement), fixedBase64Url(statement.signature, SIGNATURE_BYTES)), 'Signature');
    return { member: statement.member, height: statement.height };
}

/**
 * Checks that f+1 different merchants signed that a request was never executed: a verified `{request, signers, height}`, `height` the lowest they named. Statements that
 * do not hold count for nothing. Throws ProofFault NoQuorum.
 */
export async function verifyNever(statements, group, request) {
    const checked = await Promise.all(statements.slice(0, 4 * MAX_MEMBERS).map(bytes => checkNever(bytes, group, request).catch(() => null)));
    const valid = new Map(checked.filter(one => one !== null).map(one => [one.member, one]));
    need(valid.size > group.maxFaulty, 'NoQuorum');
    const members = [...valid.keys()].sort((a, b) => a - b);
    return markVerified({ request, signers: namesOf(group, members), height: Math.min(...[...valid.values()].map(one => one.height)) });
}
