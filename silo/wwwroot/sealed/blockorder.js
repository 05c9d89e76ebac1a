// Order-revealing encryption of 64-bit numbers: Lewi and Wu (CCS 2016; ePrint 2016/612), with 16 blocks of 4 bits, as
// src/Scew.Homomorphic/Ordered/BlockOrder.cs has it.

import { encryptBlocks } from './blocks.js';

const BLOCKS = 16;
const DIGITS = 16;
const BLOCK_BYTES = 16;
const PERMUTATION_PURPOSE = 1;
const NUMBER_PURPOSE = 2;
const RIGHT_BYTES = BLOCKS * DIGITS / 4;

/** Bytes of a left half: places (8), two in a byte, and numbers (256). */
export const LEFT_BYTES = BLOCKS / 2 + BLOCKS * BLOCK_BYTES;

/**
 * The left half of x: places and numbers.
 * @param {CryptoKey} key for blocks
 * @param {bigint} x 0 to 2^64-1
 */
export async function leftHalf(key, x) {
    const places = new Uint8Array(BLOCKS / 2);
    const inputs = new Uint8Array(BLOCKS * BLOCK_BYTES);
    (await permutations(key, x)).forEach((permutation, i) => {
        const place = permutation[digitOf(x, i)];
        places[i >> 1] |= i % 2 === 0 ? place << 4 : place;
        writeInput(inputs, i, NUMBER_PURPOSE, i, place, x);
    });
    const left = new Uint8Array(LEFT_BYTES);
    left.set(places);
    left.set(await encryptBlocks(key, inputs), places.length);
    return left;
}

/** The right half of y under a record's salt: 256 masked comparisons of two bits. */
export async function rightHalf(key, saltKey, y) {
    const inputs = new Uint8Array(BLOCKS * DIGITS * BLOCK_BYTES);
    for (let i = 0; i < BLOCKS * DIGITS; i++) {
        writeInput(inputs, i, NUMBER_PURPOSE, Math.floor(i / DIGITS), i % DIGITS, y);
    }
    const [places, numbers] = await Promise.all([permutations(key, y), encryptBlocks(key, inputs)]);
    const hashed = await encryptBlocks(saltKey, numbers);
    const right = new Uint8Array(RIGHT_BYTES);
    for (let i = 0; i < BLOCKS; i++) {
        const own = digitOf(y, i);
        for (let digit = 0; digit < DIGITS; digit++) {
            const cell = i * DIGITS + places[i][digit];
            const outcome = digit < own ? 1 : digit > own ? 2 : 0;
            right[cell >> 2] |= ((outcome + maskOf(numbers, hashed, cell)) % 3) << (cell % 4 * 2);
        }
    }
    return right;
}

/** Whether every masked comparison is 0, 1 or 2. */
export const isRightHalf = right => right.length === RIGHT_BYTES && right.every(cells => (cells & (cells >> 1) & 0x55) === 0);

const digitOf = (x, block) => Number((x >> BigInt(60 - 4 * block)) & 15n);

// The blocks of x before this one, in place, the others zero.
const prefixOf = (x, block) => (x >> BigInt(64 - 4 * block)) << BigInt(64 - 4 * block);

function writeInput(inputs, index, purpose, block, place, x) {
    const at = index * BLOCK_BYTES;
    inputs.set([purpose, block, place], at);
    new DataView(inputs.buffer).setBigUint64(at + 8, prefixOf(x, block));
}

// 64 bits modulo 3 are their bytes' sum modulo 3.
function maskOf(numbers, hashed, index) {
    let sum = 0;
    for (let i = index * BLOCK_BYTES; i < index * BLOCK_BYTES + 8; i++) {
        sum += numbers[i] ^ hashed[i];
    }
    return sum % 3;
}

// For each block the places of its digits.
async function permutations(key, x) {
    const inputs = new Uint8Array(BLOCKS * BLOCK_BYTES);
    for (let i = 0; i < BLOCKS; i++) {
        writeInput(inputs, i, PERMUTATION_PURPOSE, i, 0, x);
    }
    const seeds = new DataView((await encryptBlocks(key, inputs)).buffer);
    return Array.from({ length: BLOCKS }, (_, i) => shuffled((seeds.getBigUint64(i * BLOCK_BYTES) << 64n) | seeds.getBigUint64(i * BLOCK_BYTES + 8)));
}

// Fisher and Yates; the 128 bits are a fraction whose digits in radix 16, 15, ... are the choices.
function shuffled(seed) {
    const places = Array.from({ length: DIGITS }, (_, i) => i);
    let rest = seed;
    for (let radix = DIGITS; radix > 1; radix--) {
        const product = rest * BigInt(radix);
        const choice = Number(product >> 128n);
        rest = BigInt.asUintN(128, product);
        [places[radix - 1], places[choice]] = [places[choice], places[radix - 1]];
    }
    return places;
}
