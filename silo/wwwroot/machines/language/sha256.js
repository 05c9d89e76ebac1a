/**
 * SHA-256 (FIPS 180-4) at once: a step asks for the account of an asset in the midst of an expression, and WebCrypto answers later. For public names only.
 */

const PRIMES = (() => {
    const found = [];
    for (let n = 2; found.length < 64; n++) {
        if (found.every((prime) => n % prime !== 0)) {
            found.push(n);
        }
    }
    return found;
})();

/** The first 32 bits behind the point of a prime's root, by whole numbers: the root of prime * 2^(32 * degree), less its whole part. */
const fraction = (prime, degree) => {
    const shifted = BigInt(prime) << BigInt(32 * degree);
    let [low, high] = [0n, 1n << 40n];
    while (high - low > 1n) {
        const middle = (low + high) >> 1n;
        [low, high] = middle ** BigInt(degree) <= shifted ? [middle, high] : [low, middle];
    }
    return Number(low & 0xFFFFFFFFn);
};

const ROUND = Uint32Array.from(PRIMES, (prime) => fraction(prime, 3));
const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(prime, 2));

const turn = (word, by) => (word >>> by) | (word << (32 - by));

const padded = (message) => {
    const length = ((message.length + 8) >> 6 << 6) + 64;
    const all = new Uint8Array(length);
    all.set(message);
    all[message.length] = 0x80;
    new DataView(all.buffer).setBigUint64(length - 8, BigInt(message.length) * 8n);
    return all;
};

const compress = (state, words) => {
    for (let i = 16; i < 64; i++) {
        const [a, b] = [words[i - 15], words[i - 2]];
        words[i] = words[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + words[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
        const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
        const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
        state[i] += word;
    });
};

/**
 * @param {Uint8Array} message
 * @returns {Uint8Array} 32 bytes
 */
export const sha256Now = (message) => {
    const all = padded(message);
    const view = new DataView(all.buffer);
    const state = START.slice();
    const words = new Uint32Array(64);
    for (let block = 0; block < all.length; block += 64) {
        for (let i = 0; i < 16; i++) {
            words[i] = view.getUint32(block + 4 * i);
        }
        compress(state, words);
    }
    const digest = new Uint8Array(32);
    state.forEach((word, i) => new DataView(digest.buffer).setUint32(4 * i, word));
    return digest;
};
