// Merkle paths: RFC 6962 for results and history, a compressed binary trie for registers. Digests are arrays of 32 bytes.

import { compare, equal } from './bytes.js';
import { Out } from './codec.js';
import { sha256 } from './hash.js';
import { TAGS } from './tags.js';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The root of a tree without leaves. */
export const emptyRoot = () => sha256(new Uint8Array(0));

/** The hash of an RFC 6962 leaf over `data`. */
export const merkleLeaf = data => sha256(LEAF, data);

/** The hash of an RFC 6962 node. */
export const merkleNode = (left, right) => sha256(NODE, left, right);

/** Whether `path` (siblings from the leaf upwards) leads from the leaf's hash at `index` of `count` to `root`; it must fit exactly. */
export async function verifyMerkle(root, leaf, index, count, path) {
    if (index < 0 || index >= count) {
        return false;
    }
    let at = index;
    let last = count - 1;
    let hash = leaf;
    for (const sibling of path) {
        if (last === 0) {
            return false;
        }
        if (at % 2 === 1 || at === last) {
            hash = await merkleNode(sibling, hash);
            // A right edge without a sibling on these levels climbs to the level that has one.
            while (at !== 0 && at % 2 === 0) {
                at /= 2;
                last = Math.floor(last / 2);
            }
        } else {
            hash = await merkleNode(hash, sibling);
        }
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
    }
    return last === 0 && equal(hash, root);
}

/** Whether bit `index` (from the most significant) of a digest is set. */
export function bitOf(digest, index) {
    return ((digest[index >> 3] >> (7 - (index & 7))) & 1) === 1;
}

/** The hash of a trie's leaf: a key and the hash of its register. */
export const trieLeaf = (key, registerHash) => sha256(LEAF, key, registerHash);

/** The hash of a trie's node. */
export const trieNode = (bit, left, right) => sha256(NODE, Uint8Array.of(bit), left, right);

/**
 * The trie root that a proof `{steps: [{bit, sibling}], leaf: {key, register} | null}` has for a key, or null where its shape is none that a trie has for that key.
 * The key is present exactly if the leaf's key is the key.
 */
export async function trieRootFor(proof, key) {
    if (proof.leaf === null) {
        return proof.steps.length === 0 ? emptyRoot() : null;
    }
    let last = -1;
    for (const { bit } of proof.steps) {
        // The reached leaf lies where the key would lie: otherwise the way was not the key's.
        if (bit <= last || bitOf(key, bit) !== bitOf(proof.leaf.key, bit)) {
            return null;
        }
        last = bit;
    }
    let hash = await trieLeaf(proof.leaf.key, proof.leaf.register);
    for (const { bit, sibling } of proof.steps.toReversed()) {
        hash = await (bitOf(key, bit) ? trieNode(bit, sibling, hash) : trieNode(bit, hash, sibling));
    }
    return hash;
}

/** The state root over the roots of the trie and of the history of blocks. */
export function stateRootOf(trieRoot, historyRoot) {
    return sha256(new Out().tag(TAGS.StateRoot).digest(trieRoot).digest(historyRoot).done());
}

/** Whether two digests of 32 bytes are the same. */
export const sameDigest = (a, b) => compare(a, b) === 0;
