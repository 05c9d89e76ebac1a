// Order-revealing encryption of 64-bit numbers: Lewi and Wu (CCS 2016; ePrint 2016/612), with 16 blocks of 4 bits, as
// src/Scew.Homomorphic/Ordered/BlockOrder.cs has it.

import { encryptBlocks } from './blocks.js';

const Blocks = 16;
const Digits = 16;
const BlockBytes = 16;
const PermutationPurpose = 1;
const NumberPurpose = 2;
const RightBytes = Blocks * Digits / 4;

/** Bytes of a left half: places (8), two in a byte, and numbers (256). */
export const LeftBytes = Blocks / 2 + Blocks * BlockBytes;

/**
 * The left half of x: places and numbers.
 * @param {CryptoKey} key for blocks
 * @param {bigint} x 0 to 2^64-1
 */
export const leftHalf = async (key, x) => {
    const places = new Uint8Array(Blocks / 2);
    const inputs = new Uint8Array(Blocks * BlockBytes);
    (await permutations(key, x)).forEach((permutation, i) => {
        const place = permutation[digitOf(x, i)];
        places[i >> 1] |= i % 2 === 0 ? place << 4 : place;
        writeInput(inputs, i, NumberPurpose, i, place, x);
    });
    const left = new Uint8Array(LeftBytes);
    left.set(places);
    left.set(await encryptBlocks(key, inputs), places.length);
    return left;
};

/** The right half of y under a record's salt: 256 masked comparisons of two bits. */
export const rightHalf = async (key, saltKey, y) => {
    const inputs = new Uint8Array(Blocks * Digits * BlockBytes);
    for (let i = 0; i < Blocks * Digits; i++) {
        writeInput(inputs, i, NumberPurpose, Math.floor(i / Digits), i % Digits, y);
    }
    const [places, numbers] = await Promise.all([permutations(key, y), encryptBlocks(key, inputs)]);
    const hashed = await encryptBlocks(saltKey, numbers);
    const right = new Uint8Array(RightBytes);
    for (let i = 0; i < Blocks; i++) {
        const own = digitOf(y, i);
        for (let digit = 0; digit < Digits; digit++) {
            const cell = i * Digits + places[i][digit];
            const outcome = digit < own ? 1 : digit > own ? 2 : 0;
            right[cell >> 2] |= ((outcome + maskOf(numbers, hashed, cell)) % 3) << (cell % 4 * 2);
        }
    }
    return right;
};

/** Whether every masked comparison is 0, 1 or 2. */
export const isRightHalf = (right) => right.length === RightBytes && right.every((cells) => (cells & (cells >> 1) & 0x55) === 0);

const digitOf = (x, block) => Number((x >> BigInt(60 - 4 * block)) & 15n);

// The blocks of x before this one, in place, the others zero.
const prefixOf = (x, block) => (x >> BigInt(64 - 4 * block)) << BigInt(64 - 4 * block);

const writeInput = (inputs, index, purpose, block, place, x) => {
    const at = index * BlockBytes;
    inputs.set([purpose, block, place], at);
    new DataView(inputs.buffer).setBigUint64(at + 8, prefixOf(x, block));
};

// 64 bits modulo 3 are their bytes' sum modulo 3.
const maskOf = (numbers, hashed, index) => {
    let sum = 0;
    for (let i = index * BlockBytes; i < index * BlockBytes + 8; i++) {
        sum += numbers[i] ^ hashed[i];
    }
    return sum % 3;
};

// For each block the places of its digits.
const permutations = async (key, x) => {
    const inputs = new Uint8Array(Blocks * BlockBytes);
    for (let i = 0; i < Blocks; i++) {
        writeInput(inputs, i, PermutationPurpose, i, 0, x);
    }
    const seeds = new DataView((await encryptBlocks(key, inputs)).buffer);
    return Array.from({ length: Blocks }, (_, i) => shuffled((seeds.getBigUint64(i * BlockBytes) << 64n) | seeds.getBigUint64(i * BlockBytes + 8)));
};

// Fisher and Yates; the 128 bits are a fraction whose digits in radix 16, 15, ... are the choices.
const shuffled = (seed) => {
    const places = Array.from({ length: Digits }, (_, i) => i);
    let rest = seed;
    for (let radix = Digits; radix > 1; radix--) {
        const product = rest * BigInt(radix);
        const choice = Number(product >> 128n);
        rest = BigInt.asUintN(128, product);
        [places[radix - 1], places[choice]] = [places[choice], places[radix - 1]];
    }
    return places;
};
