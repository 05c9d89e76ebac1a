// Accounts are P-256 keys: ranges are checked here before the platform sees them, that a point is on the curve is the platform's import to refuse.

import { compare, fixedBase64Url, toBase64Url, utf8 } from './bytes.js';
import { sha256 } from './hash.js';

const ALGORITHM = Object.freeze({ name: 'ECDSA', namedCurve: 'P-256' });
const SIGNING = Object.freeze({ name: 'ECDSA', hash: 'SHA-256' });
const PRIME = fixedBase64Url('_____wAAAAEAAAAAAAAAAAAAAAD_______________8', 32);
const ORDER = fixedBase64Url('_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE', 32);
const CACHE_SIZE = 512;

/** Bytes of a signature: r and s. */
export const SIGNATURE_BYTES = 64;

/** The `jwk` object of RFC 7638 as text; a public key is `{x, y}`, both base64url of 32 bytes. */
export function jwkOf({ x, y }) {
    return `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`;
}

/** Whether `{x, y}` are two base64url coordinates of 32 bytes below the field's prime (not whether they lie on the curve). */
export function isPublicKey(key) {
    return isCoordinate(key?.x) && isCoordinate(key?.y);
}

/** The account of a public key: 43 characters. */
export async function accountOf(publicKey) {
    return toBase64Url(await sha256(utf8(jwkOf(publicKey))));
}

/** Whether 64 bytes are r and s, both from 1 to the order less one. */
export function isSignature(bytes) {
    return bytes.length === SIGNATURE_BYTES && isScalar(bytes.subarray(0, 32)) && isScalar(bytes.subarray(32));
}

/** Whether 32 bytes are a number from 1 to the curve's order less one. */
export function isScalar(bytes) {
    return bytes.length === 32 && compare(bytes, ORDER) < 0 && bytes.some(byte => byte !== 0);
}

let young = new Map();
let old = new Map();

/** The platform's verifying key of `{x, y}`, or null for one off the curve. At most 512 are kept. */
export function importKey(publicKey) {
    if (!isPublicKey(publicKey)) {
        return Promise.resolve(null);
    }
    const name = publicKey.x + publicKey.y;
    const known = young.get(name) ?? old.get(name) ?? imported(publicKey);
    if (!young.has(name)) {
        if (young.size >= CACHE_SIZE / 2) {
            old = young;
            young = new Map();
        }
        young.set(name, known);
    }
    return known;
}

/** Whether `signature` (64 bytes) is the key's over `bytes`; false, never an error, for a bad key or signature. */
export async function verify(publicKey, bytes, signature) {
    if (!isSignature(signature)) {
        return false;
    }
    const key = await importKey(publicKey);
    return key !== null && crypto.subtle.verify(SIGNING, key, signature, bytes);
}

/** The 64 bytes of a signature over `bytes` by a private CryptoKey. */
export async function sign(privateKey, bytes) {
    return new Uint8Array(await crypto.subtle.sign(SIGNING, privateKey, bytes));
}

/** `{x, y}` of 65 bytes 4 ‖ x ‖ y, or null where they are no point of P-256. */
export async function pointOf(bytes) {
    if (bytes.length !== 65 || bytes[0] !== 4) {
        return null;
    }
    const key = { x: toBase64Url(bytes.subarray(1, 33)), y: toBase64Url(bytes.subarray(33)) };
    return await importKey(key) === null ? null : key;
}

function isCoordinate(text) {
    const bytes = fixedBase64Url(text, 32);
    return bytes !== null && compare(bytes, PRIME) < 0;
}

async function imported({ x, y }) {
    try {
        return await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y, ext: true }, ALGORITHM, false, ['verify']);
    } catch {
        return null;
    }
}
