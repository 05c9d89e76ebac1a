// RFC 9180 (HPKE), base mode, single shot, the sender's side: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. One message a key pair.

import { concat, utf8 } from '../proof/bytes.js';

const CURVE = Object.freeze({ name: 'ECDH', namedCurve: 'P-256' });
const KEM = Uint8Array.of(...utf8('KEM'), 0, 0x10);
const SUITE = Uint8Array.of(...utf8('HPKE'), 0, 0x10, 0, 1, 0, 2);
const NONE = new Uint8Array(0);
const MODE_BASE = Uint8Array.of(0);

/** Bytes by which a sealed message is longer than its plaintext: an encapsulated key before it, a tag behind it. */
export const HYBRID_OVERHEAD = 65 + 16;

/**
 * Seals to a public key.
 * @param {Uint8Array} recipient 65 bytes: 4, x, y
 * @param {Uint8Array} info
 * @param {Uint8Array} associated
 * @param {Uint8Array} plain
 * @param {CryptoKeyPair} [ephemeral] a fresh one where none is given
 * @returns {Promise<Uint8Array|null>} encapsulated key, ciphertext, tag; null when the recipient's key is no point of the curve
 */
export async function sealHybrid(recipient, info, associated, plain, ephemeral) {
    const key = recipient.length === 65 && recipient[0] === 4 ? await importPoint(recipient) : null;
    if (key === null) {
        return null;
    }
    const pair = ephemeral ?? await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
    const encapsulated = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    const agreed = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: key }, pair.privateKey, 256));
    const prk = await extract(KEM, NONE, 'eae_prk', agreed);
    const secret = await expand(KEM, prk, 'shared_secret', concat(encapsulated, recipient), 32);
    const { cipher, iv } = await schedule(secret, info);
    [agreed, prk, secret].forEach(bytes => bytes.fill(0));
    const parameters = { name: 'AES-GCM', iv, additionalData: associated, tagLength: 128 };
    return concat(encapsulated, new Uint8Array(await crypto.subtle.encrypt(parameters, cipher, plain)));
}

async function importPoint(bytes) {
    try {
        return await crypto.subtle.importKey('raw', bytes, CURVE, false, []);
    } catch {
        return null;
    }
}

/** KeySchedule of section 5.1 in base mode. */
async function schedule(secret, info) {
    const [psk, infoHash, prk] = await Promise.all([extract(SUITE, NONE, 'psk_id_hash', NONE), extract(SUITE, NONE, 'info_hash', info), extract(SUITE, secret, 'secret', NONE)]);
    const context = concat(MODE_BASE, psk, infoHash);
    const [key, iv] = await Promise.all([expand(SUITE, prk, 'key', context, 32), expand(SUITE, prk, 'base_nonce', context, 12)]);
    const cipher = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
    [key, prk].forEach(bytes => bytes.fill(0));
    return { cipher, iv };
}

// LabeledExtract and LabeledExpand of section 4, for at most 32 bytes. An absent salt is as many zeros: the same HMAC key.
const extract = (suite, salt, label, material) => mac(salt.length === 0 ? new Uint8Array(32) : salt, utf8('HPKE-v1'), suite, utf8(label), material);

const expand = async (suite, prk, label, info, sizeBytes) =>
    (await mac(prk, Uint8Array.of(0, sizeBytes), utf8('HPKE-v1'), suite, utf8(label), info, Uint8Array.of(1))).slice(0, sizeBytes);

async function mac(key, ...parts) {
    const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return new Uint8Array(await crypto.subtle.sign('HMAC', imported, concat(...parts)));
}
