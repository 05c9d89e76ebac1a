// Stands for ../proof/bytes.js and ../proof/hash.js.

const Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export const toBase64Url = (bytes) => {
    let text = '';
    for (let i = 0; i < bytes.length; i += 3) {
        const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
        const count = Math.min(bytes.length - i, 3) + 1;
        for (let j = 0; j < count; j++) {
            text += Alphabet[(word >> (18 - 6 * j)) & 63];
        }
    }
    return text;
};

export const fromBase64Url = (text) => {
    const bytes = [];
    for (let i = 0; i < text.length; i += 4) {
        const part = [...text.slice(i, i + 4)].map((one) => Alphabet.indexOf(one));
        const word = part.reduce((all, one) => (all << 6) | one, 0) << (6 * (4 - part.length));
        bytes.push(...[word >> 16, word >> 8, word].slice(0, part.length - 1).map((one) => one & 255));
    }
    const result = Uint8Array.from(bytes);
    return toBase64Url(result) === text ? result : null;
};

export const utf8 = (text) => new TextEncoder().encode(text);

export const concat = (...parts) => {
    const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
        all.set(part, at);
        at += part.length;
    }
    return all;
};

export const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
