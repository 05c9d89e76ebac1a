import { sign } from '/proof/accounts.js';
import { backupFiles, backupKey, createKey, createMaster, listKeys, masterOf, openKey, restoreKey } from '/proof/keys.js';
import { sealSigning } from '/proof/keyFiles.js';

export async function make(name) {
    return (await createKey(name)).account;
}

export async function names() {
    return (await listKeys()).map(key => key.name);
}

export async function accounts() {
    return (await listKeys()).map(key => key.account);
}

export async function makeAndBackUp(name, passphrase) {
    const before = await createKey(name);
    await createMaster(name);
    const files = await backupKey(name, passphrase);
    const after = await openKey(name);
    if (before.backedUp || !after.backedUp || JSON.stringify(await backupFiles(name)) !== JSON.stringify(files)) {
        throw new Error('backed up before the backup, or not after it');
    }
    return { account: after.account, fingerprint: (await masterOf(name)).fingerprint, files };
}

export async function restoreOne(text, passphrase) {
    return (await restoreKey(text, passphrase)).account;
}

export async function restore(signing, master, passphrase, message) {
    const key = await restoreKey(signing, passphrase);
    const whole = await restoreKey(master, passphrase);
    return {
        account: key.account, fingerprint: (await masterOf(key.name)).fingerprint, backedUp: whole.backedUp, exports: key.privateKey.extractable, signature: await sign(key.privateKey, message),
    };
}

// A file whose passphrase is right and whose name is another key's account.
export async function restoreSwapped(passphrase) {
    const pair = () => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', (await pair()).privateKey));
    return restoreOne(await sealSigning(pkcs8, 'bob', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', passphrase), passphrase);
}

/** Every way in which a script may try to take a key that is backed up: what succeeded. */
export async function thieves(name, passphrase) {
    await makeAndBackUp(name, passphrase);
    const { privateKey } = await openKey(name);
    const { key: master } = await masterOf(name);
    const won = [];
    const attempt = async (what, work) => {
        try {
            await work();
            won.push(what);
        } catch {
            // As it should be.
        }
    };
    for (const format of ['pkcs8', 'jwk', 'raw', 'spki']) {
        await attempt(`exports ${format}`, () => crypto.subtle.exportKey(format, privateKey));
        await attempt(`exports the master as ${format}`, () => crypto.subtle.exportKey(format, master));
    }
    const rows = await new Promise((resolve, reject) => {
        const request = indexedDB.open('scew');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
            const all = request.result.transaction('keys').objectStore('keys').getAll();
            all.onsuccess = () => resolve(all.result);
        };
    });
    const walk = value => value instanceof CryptoKey ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(walk) : [];
    const stored = rows.flatMap(walk);
    if (stored.length < 2 || stored.some(key => key.extractable)) {
        won.push('finds a key in IndexedDB that can be exported');
    }
    if (/"d":|PRIVATE|pkcs8/.test(JSON.stringify(rows))) {
        won.push('finds a key in IndexedDB that is no CryptoKey');
    }
    return won;
}

/** Two tabs make the master secret of one key at once, and one backs the key up meanwhile: the fingerprints that each was given, and the one that is left. */
export async function makeMasterTwice(name, passphrase) {
    await createKey(name);
    const [first, second] = await Promise.all([createMaster(name), createMaster(name)]);
    await createKey(`${name}-2`);
    const [, third] = await Promise.all([backupKey(`${name}-2`, passphrase), createMaster(`${name}-2`)]);
    return [first.fingerprint, second.fingerprint, (await masterOf(name)).fingerprint, third.fingerprint, (await masterOf(`${name}-2`))?.fingerprint ?? 'lost'];
}
