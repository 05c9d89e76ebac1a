// What is shown of a variable: its value where its key is here, else that it is encrypted and why it does not open.

import { corrupt, outOfRange } from './faults.js';
import { storedOf } from './stored.js';
import { NO_KEY, valueKeys } from './valuekeys.js';

/**
 * @typedef {object} View of a variable: the members of `Stored` and
 * @property {'value'|'noKey'|'outOfRange'|'corrupt'} reading
 * @property {bigint|null} value null unless `reading` is `value`; never a zero in place of what is not known
 */

/**
 * Opens one variable of which a verified read is at hand.
 * @param {CryptoKey} master of `importMaster`
 * @param {{group: string, account: string}} who hash of genesis and the own account
 * @param {object} read as `verifyRegister` answers it, the very object
 * @param {{readKeyRegister: (id: string) => Promise<object>}} reads gets the verified read of a Paillier key's register
 * @returns {Promise<View|null>} null when there is no such variable
 */
export async function openVariable(master, { group, account }, read, { readKeyRegister }) {
    const stored = storedOf(read);
    return stored === null ? null : viewOf(stored, valueKeys({ master, group, account, readKeyRegister }));
}

/** A variable opened where its key is here. */
export async function viewOf(stored, keys) {
    const key = await keys.find(stored);
    return Object.freeze({ ...stored, ...(key === null ? NO_KEY : await key.open(stored)) });
}

/** The value of a view; a fault that says why there is none. */
export function valueOf(view, keys) {
    switch (view.reading) {
        case 'value': return view.value;
        case 'outOfRange': throw outOfRange(view);
        case 'corrupt': throw corrupt(view);
        default: throw keys.fault(view);
    }
}

/** The variables of a prefix, in the order of ids; none is left out unless more than f merchants lie. */
export async function* storedList(client, prefix) {
    for await (const page of client.variables(prefix)) {
        yield* page.map(storedOf).filter(stored => stored !== null);
    }
}
