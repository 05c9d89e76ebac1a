// What a request delegates to the group's secure modules, sealed to their key for exactly this request: src/Scew.Homomorphic/Envelopes.

import { Out, concat, fixedBase64Url, utf8 } from '../proof/bytes.js';
import { sha256 } from '../proof/hash.js';
import { TAGS } from '../proof/tags.js';
import { usage, variableFault } from './faults.js';
import { HYBRID_OVERHEAD, sealHybrid } from './hybrid.js';

const VERSION = 1;
const MAX_PARTS = 256;
const MAX_BYTES = 107 * 1024;
const OPERATORS = ['=', '!=', '<=', '<', '>=', '>'];

/**
 * @typedef {object} Opening of one additive variable's exact stored record under its exact key
 * @property {string} id the variable
 * @property {Uint8Array} name of key and record, `openedName`
 * @property {Uint8Array} residue
 * @property {Uint8Array} root
 */

/** SHA-256 over tag, public key and record: a module computes with an opening for this pair only. */
export const openedName = (publicKey, record) => sha256(utf8(TAGS.OpenedRecord), publicKey, record);

/** The part that compares one additive variable; `path` is its place in the request, empty for the whole. */
export const comparePart = (path, operator, argument, opening) => ({
    path,
    write: out => writeOpening(out.u8(1).text(path).u8(OPERATORS.indexOf(operator) + 1).i64(argument), opening),
});

/** The part that searches additive variables by bounds, both inclusive. */
export const rangePart = (path, low, high, openings) => ({
    path,
    write: out => [...openings].sort((a, b) => (a.id < b.id ? -1 : 1)).reduce(writeOpening, out.u8(2).text(path).i64(low).i64(high).u32(openings.length)),
});

/** The part that adds to one ordered variable; `sum` is that of `makeSum`. */
export const sumPart = (path, id, sum) => ({
    path,
    write: out => out.u8(3).text(path).text(id).digest(sum.record).i64(sum.addend).fixed(sum.oldKey).fixed(sum.newKey).fixed(sum.newSalt),
});

/** The plaintext of an envelope. */
export function encodeParts(parts) {
    if (parts.length === 0 || parts.length > MAX_PARTS) {
        throw usage(`one request delegates at most ${MAX_PARTS} parts to the secure modules`, 'split it');
    }
    return [...parts].sort((a, b) => (a.path < b.path ? -1 : 1)).reduce((out, part) => part.write(out), new Out().u32(parts.length)).done();
}

/**
 * The envelope for one request.
 * @param {Uint8Array} moduleKey 65 bytes, of genesis
 * @param {object} binding what it belongs to: `group` and `account` (texts), `nonce` (text), `validUntil` (Unix ms), `epoch` of the modules' key
 * @param {object[]} parts
 * @param {CryptoKeyPair} [ephemeral]
 * @returns {Promise<Uint8Array>}
 */
export async function sealEnvelope(moduleKey, binding, parts, ephemeral) {
    const plain = encodeParts(parts);
    if (1 + HYBRID_OVERHEAD + plain.length > MAX_BYTES) {
        throw usage('one request cannot delegate so much to the secure modules', 'split it');
    }
    const sealed = await sealHybrid(moduleKey, utf8(TAGS.Envelope), encodeBinding(binding), plain, ephemeral);
    plain.fill(0);
    if (sealed === null) {
        throw variableFault('no-modules', 'the key of this group\'s secure modules is no point of the curve');
    }
    return concat(Uint8Array.of(VERSION), sealed);
}

const encodeBinding = ({ group, epoch = 0, account, nonce, validUntil }) => new Out().tag(TAGS.Envelope).digest(fixedBase64Url(group, 32)).counter(epoch)
    .digest(fixedBase64Url(account, 32)).fixed(fixedBase64Url(nonce, 16)).counter(validUntil).text('').done();

const writeOpening = (out, { id, name, residue, root }) => out.text(id).digest(name).u16(residue.length).fixed(residue).fixed(root);
