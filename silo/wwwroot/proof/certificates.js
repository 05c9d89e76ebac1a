// Statements of members about views and blocks, and certificates: a quorum's signatures over one statement.

import { SIGNATURE_BYTES } from './accounts.js';
import { Out } from './codec.js';
import { sha256 } from './hash.js';
import { MAX_MEMBERS, checkSigners, digestBytes } from './states.js';
import { TAGS } from './tags.js';

export const NOTARIZE = 1;
export const NULLIFY = 2;
export const FINALIZE = 3;
const TAG_OF = { [NOTARIZE]: TAGS.Notarize, [NULLIFY]: TAGS.Nullify, [FINALIZE]: TAGS.Finalize };
const ENTRY_BYTES = 2 + SIGNATURE_BYTES;

/** Reads a statement `{kind, view, height, block}`; height 0 and block null in a nullification. */
export function readStatement(read) {
    const kind = read.u8();
    const view = read.counter();
    if (kind === NULLIFY) {
        return { kind, view, height: 0, block: null };
    }
    if (kind !== NOTARIZE && kind !== FINALIZE) {
        read.fail();
    }
    return { kind, view, height: read.counter(), block: read.digest() };
}

/** The bytes that members sign for a statement. */
export function statementBytes(group, statement) {
    const out = new Out().tag(TAG_OF[statement.kind]).digest(digestBytes(group.hash)).counter(group.epoch).counter(statement.view);
    return (statement.kind === NULLIFY ? out : out.counter(statement.height).digest(statement.block)).done();
}

/** Reads a certificate `{statement, signatures: [{signer, signature}]}`. */
export function readCertificate(read) {
    const statement = readStatement(read);
    const count = read.u8();
    if (count === 0 || count > MAX_MEMBERS || count * ENTRY_BYTES > read.remaining) {
        read.fail();
        return { statement, signatures: [] };
    }
    const signatures = Array.from({ length: count }, () => ({ signer: read.u16(), signature: read.fixed(SIGNATURE_BYTES) }));
    if (signatures.some((one, i) => i > 0 && one.signer <= signatures[i - 1].signer)) {
        read.fail();
    }
    return { statement, signatures };
}

/** Checks a certificate: distinct members, a quorum, every signature. Answers the members' indexes, throws ProofFault. */
export function checkCertificate(group, certificate) {
    return checkSigners(group, certificate.signatures, () => statementBytes(group, certificate.statement));
}

/** The hash of the block at height 0. */
export function genesisBlockHash(group) {
    const zero = new Uint8Array(32);
    const out = new Out().tag(TAGS.Block).digest(digestBytes(group.hash)).counter(0).counter(0).counter(0).digest(zero).counter(0).digest(zero).digest(zero);
    return sha256(out.done());
}
