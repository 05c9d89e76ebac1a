// A Paillier key as it lies in its register beside its public half: version, nonce (12), AES-256-GCM of the exported key. Bound to group, key id and
// public key, so a register cannot be filled with another.

import { concat, randomBytes, utf8 } from '../proof/bytes.js';
import { sha256 } from '../proof/hash.js';
import { TAGS } from '../proof/tags.js';
import { idBytes, sealingKey } from './keys.js';
import { exportKey, importKey } from './privatekey.js';

const VERSION = 1;
const NONCE_BYTES = 12;

// What lies under the own master secret was tested with all rounds when it was made.
const ROUNDS = 8;

/** Seals a key for the register of this id. */
export async function sealKey(master, group, keyId, key, nonce = randomBytes(NONCE_BYTES)) {
    const plain = exportKey(key);
    try {
        const parameters = await cipher(group, keyId, key.publicKey.encoded, nonce);
        return concat(Uint8Array.of(VERSION), nonce, new Uint8Array(await crypto.subtle.encrypt(parameters, await sealingKey(master, group, keyId), plain)));
    } finally {
        plain.fill(0);
    }
}

/**
 * The key that was sealed for this register and public key.
 * @param {CryptoKey} master
 * @param {Uint8Array} group
 * @param {string} keyId
 * @param {Uint8Array} publicKey as registered
 * @param {Uint8Array} sealed as registered
 * @returns {Promise<import('./privatekey.js').PrivateKey|null>} null for anything else
 */
export async function openSealedKey(master, group, keyId, publicKey, sealed) {
    if (publicKey.length !== 769 && publicKey.length !== 1153 || sealed.length !== 1 + NONCE_BYTES + 1 + (publicKey.length - 1) / 3 + 16 || sealed[0] !== VERSION) {
        return null;
    }
    const parameters = await cipher(group, keyId, publicKey, sealed.slice(1, 1 + NONCE_BYTES));
    let plain;
    try {
        plain = new Uint8Array(await crypto.subtle.decrypt(parameters, await sealingKey(master, group, keyId), sealed.subarray(1 + NONCE_BYTES)));
    } catch (error) {
        if (error.name === 'OperationError') {
            return null;
        }
        throw error;
    }
    const { key } = await importKey(plain, publicKey, ROUNDS);
    plain.fill(0);
    return key;
}

const cipher = async (group, keyId, publicKey, iv) =>
    ({ name: 'AES-GCM', iv, additionalData: concat(utf8(TAGS.SealedKey), group, await sha256(publicKey), idBytes(keyId)), tagLength: 128 });
