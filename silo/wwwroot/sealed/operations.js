// Operations on encrypted integers as the JSON objects that requests carry: the README of Scew.Protocol. Bytes go in as Uint8Array.

import { toBase64Url } from '../proof/bytes.js';

/** The contract of additive variables: sums by anybody who may write, comparisons by the secure modules. */
export const ADDITIVE = 'homo-add-int';

/** The contract of ordered variables: comparisons by anybody who may read, sums by the secure modules. */
export const ORDERED = 'homo-ope-int';

/** Creates a variable; the caller owns it. `writers` and `readers` are accounts (43 characters each). */
export const createVariable = ({ contract, id, key, record, writers = [], readers = [] }) =>
    ({ type: 'create', contract, id, key, record: toBase64Url(record), ...named({ writers, readers }) });

/** Stores a record; with `expected`, the SHA-256 of the stored one, only in its place. */
export const setRecord = ({ contract, id, key, record, expected = null }) =>
    ({ type: 'set', contract, id, key, record: toBase64Url(record), ...(expected === null ? {} : { expected: toBase64Url(expected) }) });

/** Adds a ciphertext to an additive variable. */
export const sumAdditive = ({ id, key, addend }) => ({ type: 'sum', contract: ADDITIVE, id, key, addend: toBase64Url(addend) });

/** Adds to an ordered variable what the envelope opens to the modules. */
export const sumOrdered = ({ id, key }) => ({ type: 'sum', contract: ORDERED, id, key });

/** Whether `variable operator argument` holds, by a token for the stored record. */
export const compareOrdered = ({ id, operator, token }) => ({ type: 'compare', contract: ORDERED, id, operator, token: toBase64Url(token) });

/** As the envelope asks it; `bits` are those of the key. */
export const compareAdditive = ({ id, bits }) => ({ type: 'compare', contract: ADDITIVE, id, bits });

/** Which of 1 to 100 ordered variables lie between two tokens each. */
export const rangeOrdered = items =>
    ({ type: 'get', contract: ORDERED, items: items.map(({ id, low, high }) => ({ id, low: toBase64Url(low), high: toBase64Url(high) })) });

/** Which of 1 to 100 additive variables lie between the envelope's bounds; `bits` are those of the largest key. */
export const rangeAdditive = ({ ids, bits }) => ({ type: 'get', contract: ADDITIVE, bits, ids: [...ids] });

/** Registers a Paillier key: its public half, the proof about it, and the private half sealed for its owner. */
export const createKeyRegister = ({ id, publicKey, proof, sealed }) =>
    ({ type: 'key.create', id, public: toBase64Url(publicKey), proof: toBase64Url(proof), sealed: toBase64Url(sealed) });

// Nobody is not written, so that there is one form.
const named = lists => Object.fromEntries(Object.entries(lists).filter(([, accounts]) => accounts.length > 0).map(([name, accounts]) => [name, [...accounts]]));
