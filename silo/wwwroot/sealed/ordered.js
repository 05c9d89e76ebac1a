// Encrypted integers that can be compared (`homo-ope-int`): records of 105 bytes, version, salt (16), synthetic IV (16), value (8), right half
// (64). All of a record follows from (record key, id, salt, value), so whoever opens one builds it again and compares the bytes.

import { concat, sha256 } from './base.js';
import { blockKey, encryptBlock, encryptCounted } from './blocks.js';
import { isRightHalf, leftHalf, rightHalf } from './blockorder.js';
import { require } from './faults.js';
import { idBytes } from './keys.js';
import { randomBytes, value64 } from './numbers.js';
import * as tags from './tags.js';

/** Bytes of every record. */
export const RecordBytes = 105;

const Version = 1;
const SaltBytes = 16;
const IvAt = 1 + SaltBytes;
const ValueAt = IvAt + 16;
const RightAt = ValueAt + 8;
const NameBytes = 16;
const SignBit = 1n << 63n;

/** Length, version and the range of every masked comparison: all that can be said of a record without its key. */
export const isRecord = (record) => record.length === RecordBytes && record[0] === Version && isRightHalf(record.subarray(RightAt));

/** What serves as a salt: random, new for every record. */
export const newSalt = () => randomBytes(SaltBytes);

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
export const makeTokens = async (key, id, record, values) => {
    const found = await opened(key, id, record);
    if (found === null) {
        return null;
    }
    const name = (await sha256(record)).subarray(0, NameBytes);
    return Promise.all(values.map(async (value) => concat(Uint8Array.of(Version), name, await leftHalf(found.keys.order, orderOf(value64(value))))));
};

/**
 * What the modules need to add to exactly this record: the keys of the old and of the new record, for an envelope.
 * @returns {Promise<{record: Uint8Array, addend: bigint, oldKey: Uint8Array, newKey: Uint8Array, newSalt: Uint8Array}|null>} null when
 * the record does not open: under the salt of an old one, changed bytes would have the key of that one shown
 */
export const makeSum = async (key, id, record, addend, salt = newSalt()) => {
    const found = await opened(key, id, record);
    require(!sameBytes(salt, record.subarray(1, IvAt)), 'the new record has a salt of its own');
    return found === null ? null : {
        record: await sha256(record), addend: value64(addend), oldKey: found.keys.bytes, newKey: await recordKey(key, id, salt), newSalt: salt,
    };
};

/** Compares without telling by the time where two byte strings of one length differ. */
export const sameBytes = (a, b) => a.length === b.length && a.reduce((differs, byte, i) => differs | (byte ^ b[i]), 0) === 0;

const opened = async (key, id, record) => {
    if (!isRecord(record)) {
        return null;
    }
    const salt = record.slice(1, IvAt);
    const keys = await recordKeys(key, id, salt);
    const stream = await encryptBlock(keys.stream, record.slice(IvAt, ValueAt));
    const value = BigInt.asIntN(64, view(record).getBigUint64(ValueAt) ^ view(stream).getBigUint64(0) ^ SignBit);
    return sameBytes(await build(keys, id, salt, value), record) ? { value, keys } : null;
};

const build = async (keys, id, salt, value) => {
    const order = orderOf(value);
    const plain = new Uint8Array(8);
    view(plain).setBigInt64(0, value);
    const [iv, right] = await Promise.all([mac(keys.iv, tags.OrderIv, withLength(id), plain), blockKey(salt).then((saltKey) => rightHalf(keys.order, saltKey, order))]);
    const record = concat(Uint8Array.of(Version), salt, iv.subarray(0, 16), new Uint8Array(8), right);
    const stream = await encryptBlock(keys.stream, record.slice(IvAt, ValueAt));
    view(record).setBigUint64(ValueAt, order ^ view(stream).getBigUint64(0));
    return record;
};

const recordKey = (key, id, salt) => mac(key, tags.OrderRecordKey, withLength(id), salt);

// AES-256 under the record key over labels that end in a counter: the keys of order, IV and key stream.
const recordKeys = async (key, id, salt) => {
    const bytes = await recordKey(key, id, salt);
    const label = new Uint8Array(16);
    label.set(tags.OrderKeys);
    const keys = await encryptCounted(await blockKey(bytes), label, 6);
    const [order, iv, stream] = await Promise.all([
        blockKey(keys.subarray(0, 32)),
        crypto.subtle.importKey('raw', keys.subarray(32, 64), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
        blockKey(keys.subarray(64, 96)),
    ]);
    keys.fill(0);
    return { bytes, order, iv, stream };
};

const mac = async (key, ...parts) => new Uint8Array(await crypto.subtle.sign('HMAC', key, concat(...parts)));

const withLength = (id) => concat(Uint8Array.of(id.length), idBytes(id));

// Signed order as unsigned order.
const orderOf = (value) => BigInt.asUintN(64, value) ^ SignBit;

const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
