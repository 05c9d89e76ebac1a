// Paillier keys and ciphertexts as anybody sees them (`homo-add-int`), after Damgard, Jurik and Nielsen: c = (1 + m n) h^s mod n^2, negative m as
// n + m. What the holder of a private key does is in privatekey.js.

import { randomBytes } from '../proof/bytes.js';
import { invariant } from './faults.js';
import { gcd, mod, numberOf, powMod, bytesOf, value64 } from './numbers.js';
import { hasSmallFactor } from './primes.js';

const VERSION = 1;

/**
 * @typedef {object} PublicKey
 * @property {number} bits 2048 or 3072
 * @property {number} size bytes of n
 * @property {bigint} n
 * @property {bigint} square n^2
 * @property {bigint} h
 * @property {Uint8Array} encoded version, n, h: 769 or 1153 bytes
 */

/**
 * Reads a public key. Of gcd(n, phi(n)) = 1 it knows nothing: that is the proof, which the group checked when the key was registered.
 * @param {Uint8Array} encoded
 * @returns {{key: PublicKey|null, fault: string|null}} the fault as KeyFault.cs names it: `form`, `size`, `even`, `smallFactor`, `baseRange`, `baseFactor`
 */
export function readPublicKey(encoded) {
    const fault = word => ({ key: null, fault: word });
    if (encoded.length !== 769 && encoded.length !== 1153 || encoded[0] !== VERSION) {
        return fault('form');
    }
    const size = (encoded.length - 1) / 3;
    const modulus = encoded.subarray(1, 1 + size);
    if ((modulus[0] & 0x80) === 0) {
        return fault('size');
    }
    if ((modulus[size - 1] & 1) === 0) {
        return fault('even');
    }
    const n = numberOf(modulus);
    if (hasSmallFactor(n)) {
        return fault('smallFactor');
    }
    const h = numberOf(encoded.subarray(1 + size));
    const square = n * n;
    const residue = h % n;
    if (h >= square || residue === 1n || residue === n - 1n) {
        return fault('baseRange');
    }
    return gcd(n, residue) === 1n ? { key: Object.freeze({ bits: 8 * size, size, n, square, h, encoded: encoded.slice() }), fault: null } : fault('baseFactor');
}

/**
 * Checks what somebody else calls a ciphertext.
 * @param {PublicKey} key
 * @param {Uint8Array} ciphertext
 * @returns {string|null} `length`, `range`, `transparent` (which everybody can read), `factor`; null when it is one
 */
export function ciphertextFault(key, ciphertext) {
    if (ciphertext.length !== 2 * key.size) {
        return 'length';
    }
    const c = numberOf(ciphertext);
    if (c === 0n || c >= key.square) {
        return 'range';
    }
    const residue = c % key.n;
    return residue === 1n || residue === key.n - 1n ? 'transparent' : gcd(key.n, residue) === 1n ? null : 'factor';
}

/** Random bytes that encrypting takes without the private key. */
export const randomnessBytes = key => key.size / 2;

/**
 * A ciphertext of a value, for who has the public key alone.
 * @param {PublicKey} key
 * @param {bigint|number} value 64 bits with a sign
 * @param {Uint8Array} random fresh bytes, used for nothing else
 */
export function encrypt(key, value, random = randomBytes(randomnessBytes(key))) {
    requireRandom(random, randomnessBytes(key));
    const plain = 1n + mod(value64(value), key.n) * key.n;
    return bytesOf(plain * powMod(key.h, numberOf(random), key.square, 8 * random.length) % key.square, 2 * key.size);
}

/** The ciphertext of the sum of two plaintexts, each checked before; null when one is not in 1 to n^2-1. */
export function add(key, left, right) {
    if (left.length !== 2 * key.size || right.length !== 2 * key.size) {
        return null;
    }
    const [a, b] = [numberOf(left), numberOf(right)];
    return a === 0n || b === 0n || a >= key.square || b >= key.square ? null : bytesOf(a * b % key.square, 2 * key.size);
}

/** A signed integer of a residue modulo n: 0 to (n-1)/2 stand for themselves, the others for themselves minus n. */
export const signed = (residue, n) => (residue > (n - 1n) / 2n ? residue - n : residue);

/** Whether a failed random source would publish a plaintext. */
export const requireRandom = (random, sizeBytes) =>
    invariant(random.length === sizeBytes && random.some(byte => byte !== 0), 'encryption takes fresh random bytes');
