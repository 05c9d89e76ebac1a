// The private half of a Paillier key: it decrypts, opens and encrypts by both primes. BigInt is not constant time; so this runs on the holder's
// own machine only, on certified records only, and base and exponent of decryption, and the exponent of a root, are blinded with fresh random numbers.
// Nor can a number be overwritten: it is gone when the garbage collector took it, or the tab was closed.

import { concat, randomBytes } from '../proof/bytes.js';
import { invariant } from './faults.js';
import { bytesOf, inverseMod, mod, numberOf, powMod, randomNumber, value64 } from './numbers.js';
import { ciphertextFault, readPublicKey, requireRandom, signed } from './paillier.js';
import { chooseBase, isPower, primesFault } from './primes.js';

const VERSION = 1;
const BLIND_BITS = 64;
const MASK_BITS = 128;

// Bytes by which the owner's exponent is longer than n: it is then uniform modulo the order but for 2^-128.
const EXTRA_BYTES = 16;

/**
 * @typedef {object} PrivateKey
 * @property {import('./paillier.js').PublicKey} publicKey
 * @property {object} p what is computed modulo the greater prime
 * @property {object} q and modulo the other
 */

/**
 * A new key of two primes with a base that the seed chooses.
 * @param {bigint} first
 * @param {bigint} second
 * @param {number} bits 2048 or 3072
 * @param {Uint8Array} seed 32 random bytes
 * @returns {Promise<{key: PrivateKey|null, fault: string|null}>} fault as KeyFault.cs names it; of `notBlum`, `sharedFactor` and `tooClose` nothing is
 * wrong but the draw
 */
export async function createKey(first, second, bits, seed) {
    requireRandom(seed, 32);
    const [p, q] = first > second ? [first, second] : [second, first];
    const fault = await primesFault(p, q, bits);
    if (fault !== null) {
        return { key: null, fault };
    }
    const n = p * q;
    const encoded = concat(Uint8Array.of(1), bytesOf(n, bits / 8), bytesOf(await chooseBase(p, q, seed), bits / 4));
    const made = readPublicKey(encoded);
    return { key: made.key && build(p, q, made.key), fault: made.fault };
}

/** version, p, q, the greater first: 257 or 385 bytes. Whoever calls overwrites it. */
export function exportKey(key) {
    const half = key.publicKey.size / 2;
    return concat(Uint8Array.of(VERSION), bytesOf(key.p.prime, half), bytesOf(key.q.prime, half));
}

/**
 * The key that exportKey wrote, beside its public key.
 * @param {number} rounds of the primality test, of which few will do where the bytes were sealed by their owner, who tested them
 * @returns {Promise<{key: PrivateKey|null, fault: string|null}>}
 */
export async function importKey(exported, publicKey, rounds = 64) {
    const size = exported.length - 1;
    if (size !== 256 && size !== 384 || exported[0] !== VERSION) {
        return { key: null, fault: 'form' };
    }
    const [p, q] = [numberOf(exported.subarray(1, 1 + size / 2)), numberOf(exported.subarray(1 + size / 2))];
    if (p <= q) {
        return { key: null, fault: 'form' };
    }
    const read = readPublicKey(publicKey);
    const fault = await primesFault(p, q, 8 * size, rounds) ?? read.fault
        ?? (read.key.n !== p * q ? 'otherKey' : isPower(read.key.h, p) && isPower(read.key.h, q) ? null : 'baseNotPower');
    return fault === null ? { key: build(p, q, read.key), fault: null } : { key: null, fault };
}

/** Random bytes that encryptOwn takes. */
export const ownRandomnessBytes = key => key.publicKey.size + EXTRA_BYTES;

/**
 * A ciphertext of a value, with an exponent of full length: what the key's owner makes.
 * @param {PrivateKey} key
 * @param {bigint|number} value 64 bits with a sign
 */
export function encryptOwn(key, value, random = randomBytes(ownRandomnessBytes(key))) {
    requireRandom(random, ownRandomnessBytes(key));
    const [m, s] = [value64(value), numberOf(random)];
    const masked = side => mod(1n + m * side.n, side.square) * powMod(side.h, s % (side.prime - 1n), side.square, key.publicKey.bits / 2) % side.square;
    return bytesOf(combine(masked(key.p), masked(key.q), key.p.square, key.q.square, key.squareInverse), 2 * key.publicKey.size);
}

/**
 * What a ciphertext holds, which may lie beyond 64 bits.
 * @returns {bigint|null} null when the bytes are no ciphertext under this key
 */
export function decrypt(key, ciphertext) {
    const fault = ciphertextFault(key.publicKey, ciphertext);
    return fault === null || fault === 'transparent' ? signed(residueOf(key, numberOf(ciphertext)), key.publicKey.n) : null;
}

/**
 * What proves the content of exactly this ciphertext: m and r with c = (1 + m n) r^n mod n^2, each as long as n. Shows what is in it to whoever
 * gets it, so only certified records are opened.
 * @returns {{residue: Uint8Array, root: Uint8Array}|null} null when the bytes are no ciphertext under this key
 */
export function openCiphertext(key, ciphertext) {
    const fault = ciphertextFault(key.publicKey, ciphertext);
    if (fault !== null && fault !== 'transparent') {
        return null;
    }
    const { n, square, size } = key.publicKey;
    const c = numberOf(ciphertext);
    const m = residueOf(key, c);
    const r = rootOf(key, c);
    // Right modulo one prime only, it would give that prime away to whoever the opening is shown (Boneh, DeMillo, Lipton, EUROCRYPT '97).
    invariant((1n + m * n) * powMod(r, n, square) % square === c, 'an opening holds');
    return { residue: bytesOf(m, size), root: bytesOf(r, size) };
}

/** The n-th root of a unit modulo n. */
export const rootOf = (key, number) => combine(rootAt(key.p, number), rootAt(key.q, number), key.p.prime, key.q.prime, key.inverse);

const build = (p, q, publicKey) => Object.freeze({
    publicKey, p: sideOf(p, q, publicKey), q: sideOf(q, p, publicKey), inverse: inverseMod(q, p), squareInverse: inverseMod(q * q, p * p),
});

function sideOf(prime, other, { n, h }) {
    const square = prime * prime;
    // L((1+n)^(p-1) mod p^2) = (p-1) q = -q modulo p, and the factor is its inverse.
    return Object.freeze({ prime, square, rootExponent: inverseMod(n, prime - 1n), factor: inverseMod(prime - other % prime, prime), h: h % square, n: n % square });
}

const residueOf = (key, c) => combine(residueAt(key.p, c), residueAt(key.q, c), key.p.prime, key.q.prime, key.inverse);

// L(c^(p-1) mod p^2) times the factor, with L(x) = (x-1)/p. h^s masks c and adds nothing; of j (p-1) in place of p-1 the result is j-fold.
function residueAt(side, c) {
    const masked = c % side.square * powMod(side.h, randomNumber(MASK_BITS), side.square, MASK_BITS) % side.square;
    const j = randomNumber(BLIND_BITS);
    const power = powMod(masked, j * (side.prime - 1n), side.square);
    return (power - 1n) / side.prime * (side.factor * inverseMod(j, side.prime) % side.prime) % side.prime;
}

const rootAt = (side, number) =>
    powMod(number % side.prime, side.rootExponent + randomNumber(BLIND_BITS) * (side.prime - 1n), side.prime);

// The number that is a modulo p and b modulo q.
const combine = (a, b, p, q, inverse) => b + q * (mod(a - b, p) * inverse % p);
