// Integers of any size. JavaScript's BigInt is not constant time: how long a step takes depends on the numbers, so whoever measures this
// very machine closely may learn of them. Private exponents are used nowhere but on the machine of their holder, and blinded there.

import { randomBytes } from '../proof/bytes.js';
import { usage } from './faults.js';

const MIN64 = -(2n ** 63n);
const MAX64 = 2n ** 63n - 1n;

/** The number of unsigned big-endian bytes. Its callers bound the length. */
export function numberOf(bytes) {
    let digits = '0x0';
    for (const byte of bytes) {
        digits += byte.toString(16).padStart(2, '0');
    }
    return BigInt(digits);
}

/** Unsigned big-endian bytes, exactly so many; the number must fit. */
export function bytesOf(number, sizeBytes) {
    const digits = number.toString(16).padStart(2 * sizeBytes, '0');
    if (number < 0n || digits.length !== 2 * sizeBytes) {
        throw new RangeError('the number does not fit');
    }
    const bytes = new Uint8Array(sizeBytes);
    for (let i = 0; i < sizeBytes; i++) {
        bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
    }
    return bytes;
}

/** Bits of a number that is not negative. */
export const bitsOf = number => (number === 0n ? 0 : number.toString(2).length);

/** The remainder, never negative. */
export function mod(number, modulus) {
    const rest = number % modulus;
    return rest < 0n ? rest + modulus : rest;
}

/**
 * base^exponent modulo modulus. Squares and multiplies in the same order for all exponents of so many bits.
 * @param {bigint} exponent not negative
 * @param {number} bits at least those of the exponent
 */
export function powMod(base, exponent, modulus, bits = bitsOf(exponent)) {
    const width = bits > 256 ? 5 : 4;
    const powers = [1n % modulus, mod(base, modulus)];
    while (powers.length < 1 << width) {
        powers.push((powers.at(-1) * powers[1]) % modulus);
    }
    const windows = Math.ceil(bits / width);
    const digits = exponent.toString(2).padStart(windows * width, '0');
    let result = powers[0];
    for (let at = 0; at < digits.length; at += width) {
        for (let i = 0; i < width; i++) {
            result = (result * result) % modulus;
        }
        result = (result * powers[Number.parseInt(digits.slice(at, at + width), 2)]) % modulus;
    }
    return result;
}

/** The greatest common divisor of two numbers that are not negative. */
export function gcd(a, b) {
    while (b !== 0n) {
        [a, b] = [b, a % b];
    }
    return a;
}

/** The inverse modulo modulus, or null where there is none. */
export function inverseMod(number, modulus) {
    let [a, b, x, y] = [mod(number, modulus), modulus, 1n, 0n];
    while (b !== 0n) {
        const quotient = a / b;
        [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
    }
    return a === 1n ? mod(x, modulus) : null;
}

/** A random number of at most so many bits (a multiple of 8), not 0. */
export function randomNumber(bits) {
    const number = numberOf(randomBytes(bits / 8));
    return number === 0n ? randomNumber(bits) : number;
}

/**
 * A signed value of 64 bits.
 * @param {bigint|number} value a number only where it is exact
 * @returns {bigint}
 */
export function value64(value) {
    const number = typeof value === 'bigint' ? value : Number.isSafeInteger(value) ? BigInt(value) : null;
    if (number === null || number < MIN64 || number > MAX64) {
        throw usage('a value is an integer of 64 bits', 'give one from -9223372036854775808 to 9223372036854775807');
    }
    return number;
}

/** Whether a number fits into 64 bits with a sign. */
export const is64 = number => number >= MIN64 && number <= MAX64;
