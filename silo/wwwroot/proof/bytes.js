// Bytes and their texts, as strict as Scew.Protocol: what an encoder would not write is not read.

export { Out, In } from './codec.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const CODES = Uint8Array.from(ALPHABET, letter => letter.charCodeAt(0));
const VALUES = new Uint8Array(128).fill(255);
CODES.forEach((code, value) => {
    VALUES[code] = value;
});
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LATIN = new TextDecoder('latin1');

/** The base64url text of bytes, without padding. */
export function toBase64Url(bytes) {
    const out = new Uint8Array(Math.floor((bytes.length * 4 + 2) / 3));
    let at = 0;
    for (let i = 0; i < bytes.length; i += 3) {
        const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
        for (let shift = 18; shift >= 0 && at < out.length; shift -= 6) {
            out[at++] = CODES[(word >> shift) & 63];
        }
    }
    return LATIN.decode(out);
}

/** The bytes of a base64url text; null unless it is exactly what `toBase64Url` would write (no padding, spare bits zero). */
export function fromBase64Url(text) {
    if (typeof text !== 'string' || (text.length & 3) === 1) {
        return null;
    }
    const out = new Uint8Array(Math.floor(text.length * 6 / 8));
    let word = 0;
    let bits = 0;
    let at = 0;
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        const value = code < 128 ? VALUES[code] : 255;
        if (value === 255) {
            return null;
        }
        word = ((word << 6) | value) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[at++] = (word >> bits) & 255;
        }
    }
    return (word & ((1 << bits) - 1)) === 0 ? out : null;
}

/** The bytes of a base64url text of exactly `size` bytes, or null. */
export function fixedBase64Url(text, size) {
    const bytes = typeof text === 'string' && text.length === Math.floor((size * 4 + 2) / 3) ? fromBase64Url(text) : null;
    return bytes !== null && bytes.length === size ? bytes : null;
}

/** Whether a text is a digest or an account: 43 characters of strict base64url. */
export function isDigest(text) {
    return fixedBase64Url(text, 32) !== null;
}

/** The UTF-8 bytes of a text. */
export function utf8(value) {
    return ENCODER.encode(value);
}

/** The text of strict UTF-8 bytes (a byte order mark is kept as a character), or null. */
export function text(bytes) {
    try {
        return DECODER.decode(bytes);
    } catch {
        return null;
    }
}

/** One character for each byte: ASCII as it is, every other byte as some character that is not ASCII. */
export function latin(bytes) {
    return LATIN.decode(bytes);
}

/** One array of all parts. */
export function concat(...parts) {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        out.set(part, at);
        at += part.length;
    }
    return out;
}

/** Whether two arrays hold the same bytes. */
export function equal(a, b) {
    return compare(a, b) === 0;
}

/** Below, at or above zero as `a` stands before, with or behind `b`, byte by byte from the first. */
export function compare(a, b) {
    const length = Math.min(a.length, b.length);
    for (let i = 0; i < length; i++) {
        if (a[i] !== b[i]) {
            return a[i] - b[i];
        }
    }
    return a.length - b.length;
}

/** Lower-case hexadecimal digits of bytes. */
export function hex(bytes) {
    return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Fresh random bytes of the platform. */
export function randomBytes(count) {
    return crypto.getRandomValues(new Uint8Array(count));
}
