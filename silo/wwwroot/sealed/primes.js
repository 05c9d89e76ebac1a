// Which primes make a Paillier key, and how its base h is chosen: src/Scew.Homomorphic/Additive/PrimeRules.cs.

import { concat, utf8 } from '../proof/bytes.js';
import { TAGS } from '../proof/tags.js';
import { invariant } from './faults.js';
import { bitsOf, gcd, mod, numberOf, powMod, randomNumber } from './numbers.js';

// Bits below half the modulus' length by which the primes must differ at least: FIPS 186-5, A.1.3.
const CLOSENESS_BITS = 100;
const SMALL_BOUND = 1 << 16;
const MAX_CANDIDATES = 1000;

// ROUNDS between two moments in which the page may draw.
const ROUNDS_AT_ONCE = 8;

let smallPrimes = null;
let smallProduct = null;

/** Whether a prime below 2^16 divides an odd number. */
export function hasSmallFactor(number) {
    smallProduct ??= product(primesBelow());
    return gcd(number, smallProduct % number) !== 1n;
}

/**
 * Checks two factors of n, the greater first.
 * @param {number} rounds of Miller and Rabin's test with random bases: a composite passes with a probability below 4^-rounds
 * @returns {Promise<string|null>} `size`, `tooClose`, `notBlum`, `notPrime`, `sharedFactor` (as KeyFault.cs), or null
 */
export async function primesFault(p, q, bits, rounds = 64) {
    if (bitsOf(p) !== bits / 2 || bitsOf(q) !== bits / 2 || bitsOf(p * q) !== bits) {
        return 'size';
    }
    if (bitsOf(p - q) <= bits / 2 - CLOSENESS_BITS) {
        return 'tooClose';
    }
    if (p % 4n !== 3n || q % 4n !== 3n) {
        return 'notBlum';
    }
    // Both are needed: a product of products would decrypt to something else under another split of the same n.
    if (!await isPrime(p, rounds) || !await isPrime(q, rounds)) {
        return 'notPrime';
    }
    return gcd(p - 1n, (q - 1n) / 2n) === 1n ? null : 'sharedFactor';
}

/** h^(p-1) = 1 modulo p^2: what somebody handed over as a base would otherwise add itself to every plaintext. */
export const isPower = (h, prime) => powMod(h, prime - 1n, prime * prime) === 1n;

/**
 * h = (-x^2)^n mod n^2 for the first x of a sequence made from the seed whose square has, modulo both primes, the full power of every small
 * odd prime in its order. PrimeRules.cs says why.
 * @param {Uint8Array} seed 32 random bytes
 */
export async function chooseBase(p, q, seed) {
    const n = p * q;
    const material = await crypto.subtle.importKey('raw', seed, 'HKDF', false, ['deriveBits']);
    const exponents = [p, q].map(prime => ({ prime, all: smallOrders(prime) }));
    for (let i = 0; i < MAX_CANDIDATES; i++) {
        const x = await candidate(material, i, n);
        if (exponents.every(({ prime, all }) => x % prime !== 0n && all.every(exponent => powMod(x % prime, exponent, prime) !== 1n))) {
            return powMod(n - x * x % n, n, n * n);
        }
    }
    return invariant(false, 'no base in a thousand candidates');
}

/** Miller and Rabin's test, with pauses: a second's work would else stop the page. */
export async function isPrime(number, rounds) {
    if (number % 2n === 0n || hasSmallFactor(number)) {
        return false;
    }
    let odd = number - 1n;
    let twos = 0;
    while (odd % 2n === 0n) {
        odd /= 2n;
        twos++;
    }
    const bits = Math.ceil(bitsOf(number) / 8) * 8;
    for (let round = 0; round < rounds; round++) {
        if (round % ROUNDS_AT_ONCE === ROUNDS_AT_ONCE - 1) {
            await new Promise(resolve => { setTimeout(resolve, 0); });
        }
        if (isWitness(mod(randomNumber(bits), number - 3n) + 2n, number, odd, twos)) {
            return false;
        }
    }
    return true;
}

function isWitness(base, number, odd, twos) {
    let power = powMod(base, odd, number);
    if (power === 1n || power === number - 1n) {
        return false;
    }
    for (let i = 1; i < twos; i++) {
        power = power * power % number;
        if (power === number - 1n) {
            return false;
        }
    }
    return true;
}

// Exponents that no square of full small order takes to 1.
const smallOrders = prime => primesBelow().slice(1).map(BigInt).filter(small => (prime - 1n) % small === 0n).map(small => 2n * ((prime - 1n) / small));

async function candidate(material, index, n) {
    const info = concat(utf8(TAGS.PaillierBase), Uint8Array.of(0, 0, index >> 8, index & 255));
    const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }, material, bitsOf(n) + 128);
    return numberOf(new Uint8Array(bits)) % n;
}

function primesBelow() {
    if (smallPrimes === null) {
        const composite = new Uint8Array(SMALL_BOUND);
        smallPrimes = [];
        for (let i = 2; i < SMALL_BOUND; i++) {
            if (composite[i] === 0) {
                smallPrimes.push(i);
                for (let j = i * i; j < SMALL_BOUND; j += i) {
                    composite[j] = 1;
                }
            }
        }
    }
    return smallPrimes;
}

// In halves: the factors stay of equal size, which multiplication likes.
const product = numbers => numbers.length === 1 ? BigInt(numbers[0])
    : product(numbers.slice(0, numbers.length / 2)) * product(numbers.slice(numbers.length / 2));
