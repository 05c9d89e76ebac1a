import { sha256Now } from './sha256.js';

/**
 * An asset as one who acts: the account as which it calls other assets, and the wallet that holds what is paid to it; and the name of a machine's text.
 */

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const PREFIX_LENGTH = 26;

/** Digits of `width` bits each, from the first bit on; what is left at the end is filled with zeros. */
const digits = (bytes, alphabet, width, count) => {
    let result = '';
    for (let i = 0; i < count; i++) {
        let value = 0;
        for (let bit = i * width; bit < (i + 1) * width; bit++) {
            value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
        }
        result += alphabet[value];
    }
    return result;
};

/** 32 bytes as 43 characters. */
export const digestText = (bytes) => digits(bytes, BASE64URL, 6, 43);

/** 43 characters as 32 bytes. */
export const digestBytes = (text) => {
    const bytes = new Uint8Array(33);
    for (let bit = 0; bit < 258; bit++) {
        const set = (BASE64URL.indexOf(text[Math.floor(bit / 6)]) >> (5 - (bit % 6))) & 1;
        bytes[bit >> 3] |= set << (7 - (bit & 7));
    }
    return bytes.subarray(0, 32);
};

const tagged = (tag, ...parts) => {
    const ascii = new TextEncoder().encode(tag);
    const bytes = new Uint8Array(1 + ascii.length + parts.reduce((sum, part) => sum + part.length, 0));
    bytes[0] = ascii.length;
    let at = 1;
    for (const part of [ascii, ...parts]) {
        bytes.set(part, at);
        at += part.length;
    }
    return bytes;
};

const counted = (text) => {
    const utf8 = new TextEncoder().encode(text);
    const bytes = new Uint8Array(4 + utf8.length);
    new DataView(bytes.buffer).setUint32(0, utf8.length);
    bytes.set(utf8, 4);
    return bytes;
};

/**
 * The account as which an asset calls.
 * @param {Uint8Array} genesis hash of the group
 * @param {string} asset id
 * @returns {string} 43 characters
 */
export const assetAccount = (genesis, asset) => digestText(sha256Now(tagged('scew/asset-account/1', genesis, counted(asset))));

/** The prefix of an account's own ids, without the colon: 26 characters. */
export const ownPrefix = (account) => digits(digestBytes(account), BASE32, 5, PREFIX_LENGTH);

/** The wallet of an asset. */
export const purseOf = (genesis, asset) => `${ownPrefix(assetAccount(genesis, asset))}:purse`;

/**
 * The name of a deployed machine: the hash of its text as it is. Whoever got a text from a merchant compares this with the name in a verified register.
 * @param {string} text
 * @returns {string} 43 characters
 */
export const machineNameOf = (text) => digestText(sha256Now(tagged('scew/machine/1', counted(text))));
