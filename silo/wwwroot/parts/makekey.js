// A key and its backup in one step: a key that could still be exported stays in this browser no longer than that.

import { backupKey, createKey, forgetKey, listKeys } from '../proof/keys.js';
import { keepStorage } from '../proof/store.js';
import { save } from './dialog.js';

/** Makes a key, saves its backup as a file and uses it. */
export async function makeKey(session, passphrase) {
    await keepStorage().catch(() => false);
    const key = await createKey(freeName('wallet', await listKeys()));
    let files;
    try {
        files = await backupKey(key.name, passphrase);
    } catch (fault) {
        await forgetKey(key.name);
        throw fault;
    }
    saveFiles(files);
    await session.use((await listKeys()).find(one => one.name === key.name));
}

/** Saves files as the browser's downloads. */
export function saveFiles(files) {
    for (const file of files) {
        save(file.name, 'application/json', file.text);
    }
}

/** The name, or the name with the first number that nobody has. */
export function freeName(name, taken) {
    const isTaken = one => taken.some(key => key.name === one);
    for (let number = 1; ; number++) {
        const candidate = number === 1 ? name : `${name}-${number}`;
        if (!isTaken(candidate)) {
            return candidate;
        }
    }
}
