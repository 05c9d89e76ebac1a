// Proof that gcd(n, phi(n)) = 1 (Goldberg, Reyzin, Sagga, Baldimtsi, ePrint 2018/057): n-th roots of 8 hashed challenges, which the group checks
// when a key is registered. src/Scew.Homomorphic/Additive/ModulusProof.cs says why it holds.

import { concat, utf8 } from '../proof/bytes.js';
import { sha256 } from '../proof/hash.js';
import { TAGS } from '../proof/tags.js';
import { idBytes } from './keys.js';
import { bytesOf, numberOf } from './numbers.js';
import { rootOf } from './privatekey.js';

const CHALLENGES = 8;
const EXTRA_BYTES = 16;

/**
 * The proof for a key and the place where it is registered: another's proof does not serve.
 * @param {import('./privatekey.js').PrivateKey} key
 * @param {Uint8Array} group hash of genesis
 * @param {Uint8Array} account thumbprint of who registers it
 * @param {string} keyId
 * @returns {Promise<Uint8Array>} 8 times as long as n
 */
export const proveModulus = (key, group, account, keyId) => proveFor(key, concat(group, account, idBytes(keyId)));

/** The same for any context. */
export async function proveFor(key, context) {
    const { n, size, encoded } = key.publicKey;
    const seed = await sha256(utf8(TAGS.ModulusProof), encoded, await sha256(context));
    const roots = [];
    for (let i = 0; i < CHALLENGES; i++) {
        roots.push(bytesOf(rootOf(key, numberOf(await challenge(seed, i, size + EXTRA_BYTES)) % n), size));
    }
    return concat(...roots);
}

async function challenge(seed, index, sizeBytes) {
    const blocks = [];
    for (let offset = 0; offset < sizeBytes; offset += 32) {
        const place = new Uint8Array(8);
        new DataView(place.buffer).setUint32(0, index);
        new DataView(place.buffer).setUint32(4, offset);
        blocks.push(await sha256(seed, place));
    }
    return concat(...blocks).subarray(0, sizeBytes);
}
