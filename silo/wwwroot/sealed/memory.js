// What is remembered of an account's variables in a group and may be lost: it could be found again.

import { get, put } from '../proof/store.js';

/** `get(name)` and `set(name, value)` in this browser's storage. */
export function memoryOf(group, account) {
    const nameOf = name => `variables/${group}/${account}/${name}`;
    return Object.freeze({
        get: async name => (await get('settings', nameOf(name)))?.value,
        set: (name, value) => put('settings', { name: nameOf(name), value }),
    });
}
