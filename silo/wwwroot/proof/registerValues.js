// Registers as bytes, and what each kind's value says. Decoders answer null for what encoders would not write.

import { compare, fromBase64Url, toBase64Url } from './bytes.js';
import { In, Out } from './codec.js';
import { sha256 } from './hash.js';
import { LIMITS } from './limits.js';
import { isId } from './shapes.js';
import { TAGS } from './tags.js';

/** Kinds of registers by their name. */
export const KINDS = Object.freeze({ 'wallet': 1, 'asset': 2, 'issuer': 3, 'machine': 4, 'group': 5, 'variable': 6, 'paillier-key': 7, 'encryption-key': 8 });
const NAMES = new Map(Object.entries(KINDS).map(([name, number]) => [number, name]));
const MAX_VALUE_BYTES = 64 * 1024;
const MAX_TEXT = 128;
const MAX_ISSUERS = 1024;

/** A kind's name for its number or name, or null. */
export function kindName(kind) {
    return NAMES.get(kind) ?? (Object.hasOwn(KINDS, kind) ? kind : null);
}

/** The key of a register in the trie: 32 bytes. `kind` is a name or number. */
export function registerKey(kind, id) {
    return sha256(new Out().tag(TAGS.RegisterKey).u8(KINDS[kindName(kind)]).text(id).done());
}

/** The register in bytes: `{kind, id, version, contract, state, owner, value, bytes}`, `kind` a name, `value` bytes; or null. */
export function decodeRegister(bytes) {
    const read = new In(bytes);
    const register = {
        kind: kindName(read.u8()),
        id: read.text(MAX_TEXT),
        version: read.counter(),
        contract: read.text(MAX_TEXT),
        state: read.text(MAX_TEXT),
        owner: toBase64Url(read.digest()),
        value: read.bytes(MAX_VALUE_BYTES),
        bytes,
    };
    return read.complete && register.kind !== null ? Object.freeze(register) : null;
}

/** The bytes of a register; `bytes` of the argument is ignored. */
export function encodeRegister({ kind, id, version, contract, state, owner, value }) {
    return new Out().u8(KINDS[kind]).text(id).counter(version).text(contract).text(state).digest(fromBase64Url(owner)).bytes(value).done();
}

/**
 * What a register's value says, by its kind: wallet `{balance, issued: [{issuer, amount}]}` (BigInt), issuer `{minted, burned}` (BigInt), variable
 * `{contract, key, record, writers, readers}`, paillier-key `{publicKey, proof, sealed}`, encryption-key `{key}`; null where it says nothing well-formed, and for
 * assets, machines and the group, whose values others read.
 */
export function decodeValue(register) {
    const read = new In(register.value);
    const decoder = DECODERS[register.kind];
    const value = decoder?.(read, register) ?? null;
    return value !== null && read.complete ? Object.freeze(value) : null;
}

const DECODERS = {
    'wallet': read => {
        const balance = read.i64();
        const issued = Array.from({ length: read.count(MAX_ISSUERS, 40) }, () => ({ digest: read.digest(), amount: read.i64() }));
        const isInOrder = issued.every((one, i) => one.amount > 0n && (i === 0 || compare(issued[i - 1].digest, one.digest) < 0));
        return balance >= 0n && isInOrder ? { balance, issued: Object.freeze(issued.map(one => Object.freeze({ issuer: toBase64Url(one.digest), amount: one.amount }))) } : null;
    },
    'issuer': read => {
        const value = { minted: read.i64(), burned: read.i64() };
        return value.minted >= 0n && value.burned >= 0n ? value : null;
    },
    'variable': (read, { contract }) => {
        const value = { contract, key: read.text(LIMITS.idLength), record: read.bytes(LIMITS.ciphertextBytes), writers: readAccounts(read), readers: readAccounts(read) };
        return ['homo-add-int', 'homo-ope-int'].includes(contract) && value.record.length > 0 && isId(value.key) ? value : null;
    },
    'paillier-key': read => {
        const value = { publicKey: read.bytes(LIMITS.publicKeyBytes), proof: read.bytes(LIMITS.proofBytes), sealed: read.bytes(LIMITS.sealedKeyBytes) };
        return Object.values(value).every(bytes => bytes.length > 0) ? value : null;
    },
    'encryption-key': read => ({ key: read.fixed(LIMITS.encryptionKeyBytes) }),
};

function readAccounts(read) {
    const accounts = Array.from({ length: read.count(LIMITS.named, 32) }, () => toBase64Url(read.digest()));
    if (new Set(accounts).size !== accounts.length) {
        read.fail();
    }
    return Object.freeze(accounts);
}
