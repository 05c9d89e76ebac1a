// Finds and registers the own Paillier keys. The private half lies in the key's register, sealed under the master secret, and every variable's
// register names its key: so the master secret alone finds all of it again.

import { fixedBase64Url } from '../proof/bytes.js';
import { isAccountKey, newAccountKey, newOwnKey } from './labels.js';
import { proveModulus } from './modulusproof.js';
import { drawKey } from './newkey.js';
import { ADDITIVE, createKeyRegister } from './operations.js';
import { sealKey } from './sealedkey.js';

const ACCOUNT_KEY = 'account-key';

/**
 * @param {object} own
 * @param {(op: object) => Promise<object>} own.run submits an operation and answers the receipt of its success
 * @param {() => AsyncIterable<import('./stored.js').Stored>} own.list the account's own variables
 * @param {{get(name: string): Promise<any>, set(name: string, value: any): Promise<void>}} own.store what may be lost
 */
export function paillierRegistry({ master, group, account, keys, run, list, store, bits, progress }) {
    const [groupBytes, accountBytes] = [group, account].map(text => fixedBase64Url(text, 32));
    let searching = null;

    async function register(id) {
        progress('making a Paillier key, which takes some seconds');
        const key = await drawKey(bits);
        const [proof, sealed] = await Promise.all([proveModulus(key, groupBytes, accountBytes, id), sealKey(master, groupBytes, id, key)]);
        await run(createKeyRegister({ id, publicKey: key.publicKey.encoded, proof, sealed }));
        return { id, key: await keys.add(id, key) };
    }

    async function opened(id) {
        const key = await keys.own(id);
        return key === null ? null : { id, key };
    }

    async function find() {
        const looked = new Set();
        for await (const variable of list()) {
            const { owner, contract, key: label } = variable;
            if (owner === account && contract === ADDITIVE && isAccountKey(label, account) && !looked.has(label)) {
                looked.add(label);
                const found = await opened(label);
                if (found !== null) {
                    return found;
                }
            }
        }
        return null;
    }

    async function search() {
        const remembered = await store.get(ACCOUNT_KEY);
        const known = typeof remembered === 'string' ? await opened(remembered) : null;
        if (known !== null) {
            return known;
        }
        const made = await find() ?? await register(newAccountKey(account));
        await store.set(ACCOUNT_KEY, made.id);
        return made;
    }

    return Object.freeze({
        /** The account-wide key: remembered, found by the own variables, or else made and registered. `{id, key}`. */
        accountWide() {
            searching ??= search().finally(() => { searching = null; });
            return searching;
        },
        /** A new key for one variable. */
        single: () => register(newOwnKey(account)),
    });
}
