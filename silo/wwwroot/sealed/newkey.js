// New Paillier keys of the browser's RSA primes. About one pair in six has the form that the scheme asks for.

import { fromBase64Url, randomBytes } from '../proof/bytes.js';
import { invariant } from './faults.js';
import { gcd, numberOf } from './numbers.js';
import { createKey } from './privatekey.js';

const MAX_ATTEMPTS = 1000;
const SEED_BYTES = 32;

/**
 * A new key, after a few seconds of search during which the page goes on.
 * WebCrypto shows primes as text only, which nobody can overwrite: the garbage collector ends it.
 * @param {number} bits 2048 or 3072
 * @returns {Promise<import('./privatekey.js').PrivateKey>}
 */
export async function drawKey(bits = 2048) {
    invariant(bits === 2048 || bits === 3072, 'a key has 2048 or 3072 bits');
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const [p, q] = await drawPrimes(bits);
        // Before the checks that cost something.
        if (p % 4n === 3n && q % 4n === 3n && gcd(p - 1n, q - 1n) === 2n) {
            const seed = randomBytes(SEED_BYTES);
            const { key } = await createKey(p, q, bits, seed);
            seed.fill(0);
            if (key !== null) {
                return key;
            }
        }
    }
    return invariant(false, 'RSA key generation gave no usable pair of primes in a thousand');
}

async function drawPrimes(bits) {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', modulusLength: bits, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' };
    const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const { p, q } = await crypto.subtle.exportKey('jwk', privateKey);
    return [p, q].map(prime => numberOf(fromBase64Url(prime)));
}
