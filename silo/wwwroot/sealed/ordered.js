// Encrypted integers that can be compared (`homo-ope-int`): records of 105 bytes, version, salt (16), synthetic IV (16), value (8), right half
// (64). All of a record follows from (record key, id, salt, value), so whoever opens one builds it again and compares the bytes.

import { concat, randomBytes, utf8 } from '../proof/bytes.js';
import { sha256 } from '../proof/hash.js';
import { TAGS } from '../proof/tags.js';
import { isRightHalf, leftHalf, rightHalf } from './blockorder.js';
import { blockKey, encryptBlock, encryptCounted } from './blocks.js';
import { invariant } from './faults.js';
import { idBytes } from './keys.js';
import { value64 } from './numbers.js';

/** Bytes of every record. */
export const RECORD_BYTES = 105;

const VERSION = 1;
const SALT_BYTES = 16;
const IV_AT = 1 + SALT_BYTES;
const VALUE_AT = IV_AT + 16;
const RIGHT_AT = VALUE_AT + 8;
const NAME_BYTES = 16;
const SIGN_BIT = 1n << 63n;

/** Length, version and the range of every masked comparison: all that can be said of a record without its key. */
export const isRecord = record => record.length === RECORD_BYTES && record[0] === VERSION && isRightHalf(record.subarray(RIGHT_AT));

/** What serves as a salt: random, new for every record. */
export const newSalt = () => randomBytes(SALT_BYTES);

/**
 * The record of a value.
 * @param {CryptoKey} key the variable's, of `variableKey`
 * @param {string} id the variable
 * @param {bigint|number} value 64 bits with a sign
 * @param {Uint8Array} salt 16 fresh random bytes, never the same twice
 */
export const sealRecord = async (key, id, value, salt = newSalt()) => build(await recordKeys(key, id, salt), id, salt, value64(value));

/**
 * Reads a record.
 * @returns {Promise<bigint|null>} null (`corrupt-record`) when it is not exactly what this key and id make of a value
 */
export const openRecord = async (key, id, record) => (await opened(key, id, record))?.value ?? null;

/**
 * Arguments that can be compared with exactly this record: version, the first 16 bytes of its SHA-256, places (8), numbers (256).
 * @param {(bigint|number)[]} values the arguments
 * @returns {Promise<Uint8Array[]|null>} null when the record does not open: of any other the answer is whatever its maker wants
 */
export async function makeTokens(key, id, record, values) {
    const found = await opened(key, id, record);
    if (found === null) {
        return null;
    }
    const name = (await sha256(record)).subarray(0, NAME_BYTES);
    return Promise.all(values.map(async value => concat(Uint8Array.of(VERSION), name, await leftHalf(found.keys.order, orderOf(value64(value))))));
}

/**
 * What the modules need to add to exactly this record: the keys of the old and of the new record, for an envelope.
 * @returns {Promise<{record: Uint8Array, addend: bigint, oldKey: Uint8Array, newKey: Uint8Array, newSalt: Uint8Array}|null>} null when
 * the record does not open: under the salt of an old one, changed bytes would have the key of that one shown
 */
export async function makeSum(key, id, record, addend, salt = newSalt()) {
    const found = await opened(key, id, record);
    invariant(!sameBytes(salt, record.subarray(1, IV_AT)), 'the new record has a salt of its own');
    return found === null ? null : {
        record: await sha256(record), addend: value64(addend), oldKey: found.keys.bytes, newKey: await recordKey(key, id, salt), newSalt: salt,
    };
}

/** Compares without telling by the time where two byte strings of one length differ. */
export const sameBytes = (a, b) => a.length === b.length && a.reduce((differs, byte, i) => differs | (byte ^ b[i]), 0) === 0;

async function opened(key, id, record) {
    if (!isRecord(record)) {
        return null;
    }
    const salt = record.slice(1, IV_AT);
    const keys = await recordKeys(key, id, salt);
    const stream = await encryptBlock(keys.stream, record.slice(IV_AT, VALUE_AT));
    const value = BigInt.asIntN(64, view(record).getBigUint64(VALUE_AT) ^ view(stream).getBigUint64(0) ^ SIGN_BIT);
    return sameBytes(await build(keys, id, salt, value), record) ? { value, keys } : null;
}

async function build(keys, id, salt, value) {
    const order = orderOf(value);
    const plain = new Uint8Array(8);
    view(plain).setBigInt64(0, value);
    const [iv, right] = await Promise.all([mac(keys.iv, utf8(TAGS.OrderIv), withLength(id), plain), blockKey(salt).then(saltKey => rightHalf(keys.order, saltKey, order))]);
    const record = concat(Uint8Array.of(VERSION), salt, iv.subarray(0, 16), new Uint8Array(8), right);
    const stream = await encryptBlock(keys.stream, record.slice(IV_AT, VALUE_AT));
    view(record).setBigUint64(VALUE_AT, order ^ view(stream).getBigUint64(0));
    return record;
}

const recordKey = (key, id, salt) => mac(key, utf8(TAGS.OrderRecordKey), withLength(id), salt);

// AES-256 under the record key over labels that end in a counter: the keys of order, IV and key stream.
async function recordKeys(key, id, salt) {
    const bytes = await recordKey(key, id, salt);
    const label = new Uint8Array(16);
    label.set(utf8(TAGS.OrderKeys));
    const keys = await encryptCounted(await blockKey(bytes), label, 6);
    const [order, iv, stream] = await Promise.all([
        blockKey(keys.subarray(0, 32)),
        crypto.subtle.importKey('raw', keys.subarray(32, 64), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
        blockKey(keys.subarray(64, 96)),
    ]);
    keys.fill(0);
    return { bytes, order, iv, stream };
}

const mac = async (key, ...parts) => new Uint8Array(await crypto.subtle.sign('HMAC', key, concat(...parts)));

const withLength = id => concat(Uint8Array.of(id.length), idBytes(id));

// Signed order as unsigned order.
const orderOf = value => BigInt.asUintN(64, value) ^ SIGN_BIT;

const view = bytes => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
