// A variable whose certificate was checked in this browser: the only records that are ever opened. Whoever could choose what is opened would learn
// what is in it.

import { isVerified } from '../proof/badges.js';
import { notVerified } from './faults.js';

/**
 * @typedef {object} Stored a frozen variable
 * @property {string} id
 * @property {string} owner account
 * @property {string} contract `homo-add-int` or `homo-ope-int`
 * @property {string} key label of its key: of an additive variable the id of a registered Paillier key
 * @property {Uint8Array} record
 * @property {string[]} writers accounts
 * @property {string[]} readers accounts
 * @property {number} version
 * @property {number} height
 * @property {number} asOf time of that block, Unix ms
 * @property {string[]} signers names of the merchants that attested it
 */

/**
 * The variable of a verified read.
 * @param {object} read as `verifyRegister` answers it, the very object
 * @returns {Stored|null} null when there is none of that id
 */
export function storedOf(read) {
    if (!isVerified(read) || read.kind !== 'variable') {
        throw notVerified();
    }
    if (!read.present || read.value === null) {
        return null;
    }
    const { register: { owner, version }, value: { contract, key, record, writers, readers }, id, height, asOf, signers } = read;
    return Object.freeze({ id, owner, contract, key, record, writers, readers, version, height, asOf, signers });
}

/**
 * The registered Paillier key of a verified read.
 * @returns {{owner: string, publicKey: Uint8Array, sealed: Uint8Array}|null}
 */
export function keyRegisterOf(read) {
    if (!isVerified(read) || read.kind !== 'paillier-key') {
        throw notVerified();
    }
    const isKey = read.present && read.register.contract === 'paillier-key' && read.value !== null;
    return isKey ? { owner: read.register.owner, publicKey: read.value.publicKey, sealed: read.value.sealed } : null;
}
