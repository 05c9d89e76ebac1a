// A merchant's signed answer to "which is the highest block that you hold", over a nonce of ours: what makes a read fresh.

import { SIGNATURE_BYTES } from './accounts.js';
import { equal, fixedBase64Url, fromBase64Url } from './bytes.js';
import { tryCanonical } from './canonical.js';
import { NULLIFY, checkCertificate, genesisBlockHash, readCertificate } from './certificates.js';
import { In, Out } from './codec.js';
import { need, proofFault } from './fault.js';
import { base64, integer, isDigest, isNonce, object } from './shapes.js';
import { MAX_MEMBERS, digestBytes, isSignatureText, isSignedBy } from './states.js';
import { TAGS } from './tags.js';
import { markVerified } from './verified.js';

const MAX_BYTES = 16 * 1024;
const MAX_CERTIFICATE_BYTES = 8192;

const isHead = object({
    block: isDigest,
    'certificate?': base64(MAX_CERTIFICATE_BYTES),
    height: integer(0),
    member: integer(0, MAX_MEMBERS),
    nonce: isNonce,
    signature: isSignatureText,
    view: integer(0),
});

/** The bytes that a merchant signs for a head. */
export function headBytes(group, { nonce, view, height, block }) {
    return new Out().tag(TAGS.Head).digest(digestBytes(group.hash)).counter(group.epoch).fixed(fixedBase64Url(nonce, 16))
        .counter(view).counter(height).digest(digestBytes(block)).done();
}

/** The members of a head's canonical bytes and its decoded certificate, or null. */
export function readHead(bytes) {
    const head = tryCanonical(bytes, MAX_BYTES);
    if (head === undefined || !isHead(head)) {
        return null;
    }
    if (head.certificate === undefined) {
        return { head, certificate: null };
    }
    const read = new In(fromBase64Url(head.certificate));
    const certificate = readCertificate(read);
    return read.complete ? { head, certificate } : null;
}

/** Checks a head over `nonce`. Answers a verified `{member, name, height, view, block}`, throws ProofFault. */
export async function verifyHead(bytes, group, nonce) {
    const answer = readHead(bytes);
    need(answer !== null, 'Malformed');
    const { head, certificate } = answer;
    need(head.nonce === nonce, 'OtherSubject');
    need(head.member < group.members.length, 'Signers');
    if (certificate === null) {
        // The block on which the era stands needs no proof: whoever knows the group knows it.
        const start = group.start ?? { view: 0, height: 0, block: null };
        const block = start.block === null ? await genesisBlockHash(group) : digestBytes(start.block);
        need(head.height === start.height && head.view === start.view && equal(digestBytes(head.block), block), 'Certificate');
    } else {
        need(head.height > (group.start?.height ?? 0) && isFor(certificate.statement, head), 'Certificate');
        try {
            await checkCertificate(group, certificate);
        } catch {
            throw proofFault('Certificate');
        }
    }
    need(await isSignedBy(group, head.member, headBytes(group, head), fixedBase64Url(head.signature, SIGNATURE_BYTES)), 'Signature');
    return markVerified({ member: head.member, name: group.members[head.member].name, height: head.height, view: head.view, block: head.block });
}

/** The highest height of verified heads once a quorum of distinct members answered, or null before. */
export function highestOf(heads, group) {
    const members = new Set(heads.map(head => head.member));
    return members.size >= group.quorum ? heads.reduce((highest, head) => Math.max(highest, head.height), 0) : null;
}

function isFor(statement, head) {
    return statement.kind !== NULLIFY && statement.view === head.view && statement.height === head.height && equal(statement.block, digestBytes(head.block));
}
