// Everything that follows from the master secret of an account's encrypted integers: HKDF-SHA256 without salt, info = length of the tag, tag,
// group, id. The secret itself stays in a key that cannot be exported; so do the keys that follow.

import { concat, utf8 } from '../proof/bytes.js';
import { isId } from '../proof/shapes.js';
import { TAGS } from '../proof/tags.js';
import { usage } from './faults.js';

/** Bytes of a master secret. */
export const MASTER_BYTES = 32;

/**
 * The master secret as a key that cannot be exported. Whoever calls overwrites the bytes.
 * @param {Uint8Array} secret 32 random bytes
 * @returns {Promise<CryptoKey>}
 */
export function importMaster(secret) {
    if (secret.length !== MASTER_BYTES || secret.every(byte => byte === 0)) {
        throw usage('a master secret has 32 random bytes');
    }
    return crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey', 'deriveBits']);
}

/**
 * The key of ordered variables with this label, for HMAC-SHA256.
 * @param {CryptoKey} master
 * @param {Uint8Array} group hash of the group's genesis, 32 bytes
 * @param {string} label
 */
export const variableKey = (master, group, label) =>
    crypto.subtle.deriveKey(derivation(utf8(TAGS.VariableKey), group, idBytes(label)), master, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']);

/** The key under which the Paillier key of this id lies in its register, for AES-256-GCM. */
export const sealingKey = (master, group, keyId) =>
    crypto.subtle.deriveKey(derivation(utf8(TAGS.KeySeal), group, idBytes(keyId)), master, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

/** The id's bytes; a fault where it is none. */
export function idBytes(id) {
    if (!isId(id)) {
        throw usage('that is no id', 'use 1 to 128 of a-z 0-9 . _ : -');
    }
    return utf8(id);
}

// Only the last part varies in length.
function derivation(tag, group, id) {
    if (group.length !== 32) {
        throw usage('a group is named by 32 bytes');
    }
    return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: concat(Uint8Array.of(tag.length), tag, group, id) };
}
