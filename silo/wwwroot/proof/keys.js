// The keys of this browser. A key signs through a CryptoKey that cannot be exported; an exportable copy exists only until the first backup.

import { accountOf } from './accounts.js';
import { randomBytes } from './bytes.js';
import { ProofFault } from './fault.js';
import { checkPassphrase, fingerprintOf, importPrivate, isKeyName, openMaster, openSigning, readKeyFile, sealMaster, sealSigning } from './keyFiles.js';
import { isAccount, isText, ownPrefix } from './shapes.js';
import { add, all, change, get, put, remove } from './store.js';

const CURVE = Object.freeze({ name: 'ECDSA', namedCurve: 'P-256' });
const RAW = Object.freeze({ name: 'HMAC', hash: 'SHA-256' });
const MASTER_SUFFIX = '.master';
const MAX_PETNAME = 40;

const fault = (code, name, sentence) => new ProofFault(code, name, sentence);
const otherMaster = () => fault('already-exists', 'AlreadyExists', 'the key has another master secret already, and it is not overwritten');
const notFound = () => fault('not-found', 'NotFound', 'there is no such key in this browser');

/**
 * Makes a P-256 key under a name (a-z 0-9 . _ -) and keeps it. Answers its handle `{name, account, publicKey, privateKey, prefix, backedUp, hasMaster, createdMs}`: what
 * `signWith` takes; `privateKey` cannot be exported. Throws ProofFault `already-exists`, `usage` or `storage`.
 */
export async function createKey(name) {
    checkName(name);
    const pair = await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
    const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
    const privateKey = await importPrivate(pkcs8);
    pkcs8.fill(0);
    return keep({ name, account: await accountOf({ x, y }), publicKey: { x, y }, privateKey, exportable: pair.privateKey, createdMs: Date.now() });
}

/** The handles of all keys. */
export async function listKeys() {
    return (await all('keys')).map(handleOf);
}

/** The handle of a key by its name. Throws ProofFault `not-found`. */
export async function openKey(name) {
    return handleOf(await rowOf(name));
}

/**
 * The backup of a key as files of the console's format, `[{name, text}]`: the signing key, and its master secret where it has one. After it the key cannot be exported any
 * more; the encrypted files are kept, so that the same passphrase is enough for another copy (`backupFiles`).
 */
export async function backupKey(name, passphrase) {
    checkPassphrase(passphrase);
    const row = await rowOf(name);
    const files = [...(row.files ?? [])];
    if (row.exportable !== undefined) {
        const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', row.exportable));
        files.push({ name: `${name}.key.json`, text: await sealSigning(pkcs8, name, row.account, passphrase) });
        pkcs8.fill(0);
    }
    if (row.master?.exportable !== undefined) {
        const secret = new Uint8Array(await crypto.subtle.exportKey('raw', row.master.exportable));
        files.push({ name: `${name}${MASTER_SUFFIX}.key.json`, text: await sealMaster(secret, name + MASTER_SUFFIX, passphrase) });
        secret.fill(0);
    }
    await change('keys', name, now => {
        const { exportable, ...kept } = now;
        if (kept.master !== undefined && kept.master.fingerprint === row.master?.fingerprint) {
            const { exportable: secret, ...master } = kept.master;
            kept.master = master;
        }
        return { ...kept, files: [...(now.files ?? []).filter(one => !files.some(made => made.name === one.name)), ...files] };
    });
    return files;
}

/** The encrypted files that were made before: `[{name, text}]`, none before the first backup. */
export async function backupFiles(name) {
    return (await rowOf(name)).files ?? [];
}

/**
 * Takes a key file (its text or bytes) after the passphrase opened it. A signing key is kept under its name or `newName`; a master secret is joined to the key whose name it has, or
 * to `newName`. Answers the key's handle. Throws ProofFault `bad-file`, `key-locked`, `already-exists`, `not-found`.
 */
export async function restoreKey(source, passphrase, newName) {
    const file = readKeyFile(source);
    const files = text => [{ name: `${file.name}.key.json`, text }];
    const text = isText(source) ? source : new TextDecoder().decode(source);
    if (file.kind === 'signing') {
        const name = newName ?? file.name;
        checkName(name);
        const { account, publicKey, pkcs8 } = await openSigning(file, passphrase);
        const privateKey = await importPrivate(pkcs8);
        pkcs8.fill(0);
        return keep({ name, account, publicKey, privateKey, files: files(text), isDev: file.dev, createdMs: Date.now() });
    }
    const row = await rowOf(newName ?? file.name.slice(0, file.name.endsWith(MASTER_SUFFIX) ? -MASTER_SUFFIX.length : undefined));
    if (row.master !== undefined && row.master.fingerprint !== file.fingerprint) {
        throw otherMaster();
    }
    const secret = await openMaster(file, passphrase);
    const master = { fingerprint: file.fingerprint, key: await importMasterKey(secret) };
    secret.fill(0);
    await change('keys', row.name, now => {
        const others = (now.files ?? []).filter(one => one.name !== `${file.name}.key.json`);
        return now.master !== undefined && now.master.fingerprint !== master.fingerprint ? now : { ...now, master, files: [...others, ...files(text)] };
    });
    const joined = await rowOf(row.name);
    if (joined.master.fingerprint !== master.fingerprint) {
        throw otherMaster();
    }
    return handleOf(joined);
}

/** Makes the master secret of a key's encrypted integers, unless it has one. Back it up before the first variable. Answers as `masterOf`. */
export async function createMaster(name) {
    const row = await rowOf(name);
    if (row.master === undefined) {
        const secret = randomBytes(32);
        const exportable = await crypto.subtle.importKey('raw', secret, RAW, true, ['sign']);
        const master = { fingerprint: await fingerprintOf(secret), key: await importMasterKey(secret), exportable };
        secret.fill(0);
        // Another tab may have been quicker: its secret stays, for something may be encrypted with it.
        await change('keys', name, now => ({ master, ...now }));
    }
    return masterOf(name);
}

/** A key's master secret `{fingerprint, key}`, `key` for HKDF and not to be exported (what sealed/keys.js takes), or null. */
export async function masterOf(name) {
    const { master } = await rowOf(name);
    return master === undefined ? null : Object.freeze({ fingerprint: master.fingerprint, key: master.key });
}

/** Forgets a key and its master secret. Only its backup brings it back. */
export async function forgetKey(name) {
    await remove('keys', name);
}

/** Gives an account or wallet (its id) a name that only this browser knows; an empty one takes it away. */
export async function setPetname(account, petname) {
    const name = String(petname).trim().slice(0, MAX_PETNAME);
    await (name === '' ? remove('petnames', account) : put('petnames', { account, petname: name }));
}

/** All names given here: a Map from account or id to name. */
export async function petnames() {
    return new Map((await all('petnames')).map(row => [row.account, row.petname]));
}

function importMasterKey(secret) {
    return crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey', 'deriveBits']);
}

async function keep(row) {
    if (!isAccount(row.account) || !await add('keys', row)) {
        throw fault('already-exists', 'AlreadyExists', 'there is a key of that name in this browser already, and it is not overwritten');
    }
    return handleOf(row);
}

async function rowOf(name) {
    const row = isText(name) ? await get('keys', name) : null;
    if (row === null) {
        throw notFound();
    }
    return row;
}

function handleOf(row) {
    return Object.freeze({
        name: row.name,
        account: row.account,
        publicKey: Object.freeze({ ...row.publicKey }),
        privateKey: row.privateKey,
        prefix: ownPrefix(row.account),
        backedUp: row.exportable === undefined && row.master?.exportable === undefined,
        hasMaster: row.master !== undefined,
        isDev: row.isDev === true,
        createdMs: row.createdMs,
    });
}

function checkName(name) {
    if (!isKeyName(name)) {
        throw fault('usage', 'BadName', 'a key\'s name is 1 to 64 characters of a-z 0-9 . _ - that begin and end with a letter or digit');
    }
}
