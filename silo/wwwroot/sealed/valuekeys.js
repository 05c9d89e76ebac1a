// Keys of variables, each found, checked and opened once. What others handed over is the console's to take: here the own ones open.

import { fixedBase64Url, toBase64Url } from '../proof/bytes.js';
import { openedName } from './envelope.js';
import { corrupt, notHanded, otherMaster, unknownKey } from './faults.js';
import { variableKey } from './keys.js';
import { is64 } from './numbers.js';
import { ADDITIVE } from './operations.js';
import { makeSum, makeTokens, openRecord, sealRecord } from './ordered.js';
import { encrypt, readPublicKey } from './paillier.js';
import { decrypt, encryptOwn, openCiphertext } from './privatekey.js';
import { openSealedKey } from './sealedkey.js';
import { keyRegisterOf } from './stored.js';

const MAX_KEPT = 1024;

/**
 * @typedef {object} Reading of a record
 * @property {'value'|'noKey'|'outOfRange'|'corrupt'} reading
 * @property {bigint|null} value null unless `reading` is `value`
 */

/** The reading of a variable whose key is not here. */
export const NO_KEY = Object.freeze({ reading: 'noKey', value: null });

/**
 * @param {object} own
 * @param {CryptoKey} own.master of `importMaster`
 * @param {string} own.group hash of genesis
 * @param {string} own.account
 * @param {(id: string) => Promise<object>} own.readKeyRegister the verified read of a Paillier key's register
 */
export function valueKeys({ master, group, account, readKeyRegister }) {
    const groupBytes = fixedBase64Url(group, 32);
    const known = new Map();

    async function registered(label) {
        const found = keyRegisterOf(await readKeyRegister(label));
        return found === null ? null : { ...found, privateKey: found.owner === account ? await openSealedKey(master, groupBytes, label, found.publicKey, found.sealed) : null };
    }

    async function additive(variable) {
        const found = await registered(variable.key);
        const key = found === null ? null : found.privateKey?.publicKey ?? readPublicKey(found.publicKey).key;
        if (key === null) {
            throw unknownKey(variable.key);
        }
        // A label is its owner's word: of others' variables nothing opens under an own key.
        return additiveKey(key, variable.owner === account ? found.privateKey : null);
    }

    function keep(name, make) {
        if (!known.has(name)) {
            known.set(name, make().catch(failure => {
                known.delete(name);
                throw failure;
            }));
        }
        return known.get(name);
    }

    const orderedName = (label, id) => `ordered ${label} ${id}`;
    const ownOrdered = (label, id) => keep(orderedName(label, id), async () => orderedKey(await variableKey(master, groupBytes, label)));

    return Object.freeze({
        /** The key of a variable; null where nothing of it is here. An additive one may be its public half alone. */
        async find(variable) {
            if (variable.contract === ADDITIVE) {
                return keep(`additive ${variable.owner === account} ${variable.key}`, () => additive(variable));
            }
            return variable.owner === account ? ownOrdered(variable.key, variable.id) : null;
        },

        /** The own registered Paillier key of this id; null where there is none, or this master secret does not open it. */
        async own(id) {
            const found = await registered(id);
            return found?.privateKey ? keep(`additive true ${id}`, async () => additiveKey(found.privateKey.publicKey, found.privateKey)) : null;
        },

        /** Takes over a key that was registered just now. */
        add: (id, privateKey) => keep(`additive true ${id}`, async () => additiveKey(privateKey.publicKey, privateKey)),

        /** The key of an own ordered variable under any label. */
        ownOrdered,

        /** Why a variable's key cannot serve. */
        fault: variable => (variable.owner === account ? otherMaster(variable) : notHanded(variable)),
    });
}

function orderedKey(key) {
    return Object.freeze({
        canOpen: true,
        async open({ id, record }) {
            const value = await openRecord(key, id, record);
            return value === null ? { reading: 'corrupt', value } : { reading: 'value', value };
        },
        seal: (id, value) => sealRecord(key, id, value),
        /** Arguments that can be compared with exactly this record. */
        async tokens(variable, values) {
            return await makeTokens(key, variable.id, variable.record, values) ?? raise(corrupt(variable));
        },
        /** What the modules need to add to exactly this record. */
        async sum(variable, addend) {
            return await makeSum(key, variable.id, variable.record, addend) ?? raise(corrupt(variable));
        },
    });
}

function additiveKey(publicKey, privateKey) {
    // A decryption takes some 40 ms of the page's time, and a list is drawn again and again.
    const values = new Map();
    const nameOf = async record => toBase64Url(await openedName(publicKey.encoded, record));
    return Object.freeze({
        canOpen: privateKey !== null,
        bits: publicKey.bits,
        async open({ record }) {
            if (privateKey === null) {
                return NO_KEY;
            }
            const name = await nameOf(record);
            if (!values.has(name)) {
                if (values.size === MAX_KEPT) {
                    values.delete(values.keys().next().value);
                }
                values.set(name, readingOf(decrypt(privateKey, record)));
            }
            return values.get(name);
        },
        async seal(id, value) {
            return privateKey === null ? encrypt(publicKey, value) : encryptOwn(privateKey, value);
        },
        /** What proves the record's content to the modules. */
        async opening(variable) {
            const opened = openCiphertext(privateKey, variable.record) ?? raise(corrupt(variable));
            return { id: variable.id, name: await openedName(publicKey.encoded, variable.record), ...opened };
        },
    });
}

const readingOf = value => Object.freeze(value === null ? { reading: 'corrupt', value } : is64(value) ? { reading: 'value', value } : { reading: 'outOfRange', value: null });

function raise(fault) {
    throw fault;
}
