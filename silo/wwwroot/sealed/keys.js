// Everything that follows from the master secret of an account's encrypted integers: HKDF-SHA256 without salt, info = length of the tag, tag,
// group, id. The secret itself stays in a key that cannot be exported; so do the keys that follow, but for the seed of the encryption key.

import { concat, utf8 } from './base.js';
import { usage } from './faults.js';
import * as tags from './tags.js';

/** Bytes of a master secret. */
export const MasterBytes = 32;

const IdForm = /^[a-z0-9._:-]{1,128}$/;

/** Whether a text has the form of an id: 1 to 128 of `a-z 0-9 . _ : -`. */
export const isId = (text) => typeof text === 'string' && IdForm.test(text);

/**
 * The master secret as a key that cannot be exported. Whoever calls overwrites the bytes.
 * @param {Uint8Array} secret 32 random bytes
 * @returns {Promise<CryptoKey>}
 */
export const importMaster = (secret) => {
    if (secret.length !== MasterBytes || secret.every((byte) => byte === 0)) {
        throw usage('a master secret has 32 random bytes');
    }
    return crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey', 'deriveBits']);
};

/**
 * The key of ordered variables with this label, for HMAC-SHA256.
 * @param {CryptoKey} master
 * @param {Uint8Array} group hash of the group's genesis, 32 bytes
 * @param {string} label
 */
export const variableKey = (master, group, label) =>
    crypto.subtle.deriveKey(derivation(tags.VariableKey, group, idBytes(label)), master, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']);

/** The key under which the Paillier key of this id lies in its register, for AES-256-GCM. */
export const sealingKey = (master, group, keyId) =>
    crypto.subtle.deriveKey(derivation(tags.KeySeal, group, idBytes(keyId)), master, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

/** The id's bytes; a fault where it is none. */
export const idBytes = (id) => {
    if (!isId(id)) {
        throw usage('that is no id', 'use 1 to 128 of a-z 0-9 . _ : -');
    }
    return utf8(id);
};

// Only the last part varies in length.
const derivation = (tag, group, id) => {
    if (group.length !== 32) {
        throw usage('a group is named by 32 bytes');
    }
    return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: concat(Uint8Array.of(tag.length), tag, group, id) };
};
