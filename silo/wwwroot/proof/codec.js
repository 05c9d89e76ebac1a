// The binary codec: integers big-endian, lengths before bytes. A reader that failed once stays failed and answers zeros, so `complete` is asked once, at the end.

import { text as strictText, utf8 } from './bytes.js';

/** The largest counter and JSON number: 2^53 - 1. */
export const MAX_COUNTER = Number.MAX_SAFE_INTEGER;
const MAX_U32 = 0x7fffffff;

/** Writes the binary codec; every method answers the writer. */
export class Out {
    #bytes = new Uint8Array(256);
    #length = 0;

    #room(count) {
        if (this.#bytes.length - this.#length < count) {
            const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
            grown.set(this.#bytes.subarray(0, this.#length));
            this.#bytes = grown;
        }
        const view = new DataView(this.#bytes.buffer, this.#length, count);
        this.#length += count;
        return view;
    }

    u8(value) {
        return this.#integer(value, 255, room => room.setUint8(0, value), 1);
    }

    u16(value) {
        return this.#integer(value, 65535, room => room.setUint16(0, value), 2);
    }

    u32(value) {
        return this.#integer(value, MAX_U32, room => room.setUint32(0, value), 4);
    }

    counter(value) {
        return this.#integer(value, MAX_COUNTER, room => room.setBigUint64(0, BigInt(value)), 8);
    }

    /** A signed 64-bit BigInt. */
    i64(value) {
        if (BigInt.asIntN(64, value) !== value) {
            throw new RangeError('an integer is out of range');
        }
        this.#room(8).setBigInt64(0, value);
        return this;
    }

    flag(value) {
        return this.u8(value ? 1 : 0);
    }

    /** 32 bytes. */
    digest(bytes) {
        if (bytes.length !== 32) {
            throw new RangeError('a digest has 32 bytes');
        }
        return this.fixed(bytes);
    }

    /** Bytes without a length. */
    fixed(bytes) {
        const room = this.#room(bytes.length);
        new Uint8Array(room.buffer, room.byteOffset, bytes.length).set(bytes);
        return this;
    }

    bytes(bytes) {
        return this.u32(bytes.length).fixed(bytes);
    }

    text(value) {
        return this.bytes(utf8(value));
    }

    tag(value) {
        return this.u8(value.length).fixed(utf8(value));
    }

    /** A copy of what was written. */
    done() {
        return this.#bytes.slice(0, this.#length);
    }

    #integer(value, most, write, size) {
        if (!Number.isInteger(value) || value < 0 || value > most) {
            throw new RangeError('an integer is out of range');
        }
        write(this.#room(size));
        return this;
    }
}

/** Reads the binary codec. `complete` says that everything was read and fitted. */
export class In {
    #bytes;
    #at = 0;

    constructor(bytes) {
        this.#bytes = bytes;
        this.failed = false;
    }

    get complete() {
        return !this.failed && this.#at === this.#bytes.length;
    }

    get remaining() {
        return this.#bytes.length - this.#at;
    }

    fail() {
        this.failed = true;
    }

    u8() {
        return this.#view(1)?.getUint8(0) ?? 0;
    }

    u16() {
        return this.#view(2)?.getUint16(0) ?? 0;
    }

    u32(most = MAX_U32) {
        const value = this.#view(4)?.getUint32(0) ?? 0;
        return value <= Math.min(most, MAX_U32) ? value : this.#failWith(0);
    }

    /** A count of items of at least `minItemBytes` each: more than the rest can hold is refused before anything is made for them. */
    count(most, minItemBytes) {
        const count = this.u32(most);
        return count * minItemBytes <= this.remaining ? count : this.#failWith(0);
    }

    counter() {
        const value = this.i64();
        return value >= 0n && value <= BigInt(MAX_COUNTER) ? Number(value) : this.#failWith(0);
    }

    /** A signed 64-bit BigInt. */
    i64() {
        return this.#view(8)?.getBigInt64(0) ?? 0n;
    }

    flag() {
        const value = this.u8();
        return value <= 1 ? value === 1 : this.#failWith(false);
    }

    digest() {
        return this.fixed(32, true);
    }

    /** Bytes without a length; where too few are left and `padded` is set, zeros stand for them. */
    fixed(count, padded = false) {
        const view = this.#view(count);
        return view === null ? new Uint8Array(padded ? count : 0) : new Uint8Array(view.buffer, view.byteOffset, count).slice();
    }

    bytes(most) {
        return this.fixed(this.u32(most));
    }

    text(mostBytes) {
        const value = strictText(this.bytes(mostBytes));
        return value ?? this.#failWith('');
    }

    #failWith(value) {
        this.failed = true;
        return value;
    }

    #view(count) {
        if (this.failed || count > this.remaining) {
            return this.#failWith(null);
        }
        const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, count);
        this.#at += count;
        return view;
    }
}
