// AES on single blocks. WebCrypto has no such mode; in counter mode over zeros the key stream is the encrypted counter.

const BLOCK_BYTES = 16;
const ZEROS = new Uint8Array(BLOCK_BYTES);

/** A key of 16 or 32 bytes for the functions below, not extractable. */
export const blockKey = bytes => crypto.subtle.importKey('raw', bytes, 'AES-CTR', false, ['encrypt']);

/** The encrypted block, 16 bytes. */
export const encryptBlock = async (key, block) =>
    new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CTR', counter: block, length: 128 }, key, ZEROS));

/** Every 16 bytes of the input encrypted for themselves. Many calls, all under way at once. */
export async function encryptBlocks(key, inputs) {
    const calls = [];
    for (let at = 0; at < inputs.length; at += BLOCK_BYTES) {
        calls.push(crypto.subtle.encrypt({ name: 'AES-CTR', counter: inputs.subarray(at, at + BLOCK_BYTES), length: 128 }, key, ZEROS));
    }
    const outputs = new Uint8Array(inputs.length);
    (await Promise.all(calls)).forEach((block, i) => outputs.set(new Uint8Array(block), i * BLOCK_BYTES));
    return outputs;
}

/** A block and those that follow it by counting, encrypted in one call. */
export const encryptCounted = async (key, first, count) =>
    new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CTR', counter: first, length: 32 }, key, new Uint8Array(count * BLOCK_BYTES)));
