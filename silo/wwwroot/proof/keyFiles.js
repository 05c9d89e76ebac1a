// The console's encrypted key file, byte for byte: PBKDF2-SHA-256 and AES-256-GCM, the file without `data` as associated data.

import { accountOf, isPublicKey, sign, verify } from './accounts.js';
import { fixedBase64Url, fromBase64Url, randomBytes, text as strictText, toBase64Url, utf8 } from './bytes.js';
import { writeCanonical } from './canonical.js';
import { ProofFault } from './fault.js';
import { base64, isDigest, isFlag, isText, object } from './shapes.js';

/** Iterations of PBKDF2: the fewest, which is what is written, and the most that is read. */
export const MIN_ITERATIONS = 600_000;
const MAX_ITERATIONS = 10_000_000;
const MAX_BYTES = 8 * 1024;
const MIN_PASSPHRASE = 8;
const MAX_PASSPHRASE = 1024;
const MAX_PKCS8 = 512;
const SECRET_BYTES = 32;
const TAG_BYTES = 16;
const MEMBERS = 14;
const NAME = /^(?!(con|prn|aux|nul)(\.|$))(?!(com|lpt)[0-9](\.|$))[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/;
const CURVE = Object.freeze({ name: 'ECDSA', namedCurve: 'P-256' });

const common = {
    cipher: object({ iv: value => fixedBase64Url(value, 12) !== null, name: name => name === 'AES-GCM' }),
    data: base64(MAX_PKCS8 + TAG_BYTES),
    dev: isFlag,
    kdf: object({ hash: hash => hash === 'SHA-256', iterations: Number.isSafeInteger, name: name => name === 'PBKDF2', salt: value => fixedBase64Url(value, 16) !== null }),
    name: isText,
    version: version => version === 1,
};
const isSigning = object({ ...common, account: isDigest, kind: kind => kind === 'signing' });
const isMaster = object({ ...common, fingerprint: isDigest, kind: kind => kind === 'master' });

const badFile = sentence => new ProofFault('bad-file', 'BadFile', sentence);

/** Whether a text names a key: 1 to 64 of a-z 0-9 . _ - that begin and end with a letter or digit. */
export function isKeyName(name) {
    return isText(name) && NAME.test(name);
}

/** Throws unless a passphrase has 8 to 1024 bytes. */
export function checkPassphrase(passphrase) {
    const length = isText(passphrase) && passphrase.isWellFormed() ? utf8(passphrase).length : 0;
    if (length < MIN_PASSPHRASE || length > MAX_PASSPHRASE) {
        throw new ProofFault('usage', 'BadPassphrase', 'a passphrase that encrypts a key has 8 to 1024 bytes');
    }
}

/** HMAC-SHA256 of `master` under the secret: it names a master secret and tells nothing of it. */
export async function fingerprintOf(secret) {
    const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8('master'))));
}

/** The file's text for a signing key's PKCS#8 bytes. The caller zeroes them. */
export function sealSigning(pkcs8, name, account, passphrase) {
    return seal({ account, dev: false, kind: 'signing', name, version: 1 }, pkcs8, passphrase);
}

/** The file's text for a master secret's 32 bytes. The caller zeroes them. */
export async function sealMaster(secret, name, passphrase) {
    return seal({ dev: false, fingerprint: await fingerprintOf(secret), kind: 'master', name, version: 1 }, secret, passphrase);
}

/**
 * The members of a key file, still encrypted: `{kind, name, account or fingerprint, dev, ...}`. Throws ProofFault `bad-file`.
 */
export function readKeyFile(source) {
    const text = isText(source) ? source : strictText(source.subarray(0, MAX_BYTES + 1));
    if (text === null || text.length > MAX_BYTES) {
        throw badFile('this is not a key file: it is larger than 8192 bytes, or no text');
    }
    let file;
    try {
        file = JSON.parse(text);
    } catch {
        throw badFile('this is not a key file: it is not JSON');
    }
    if (file?.version !== undefined && file.version !== 1) {
        throw badFile('the key file has another version than this page reads');
    }
    // JSON.parse takes the second of two equal names; both stand before a colon.
    if (!(isSigning(file) || isMaster(file)) || colons(text) !== MEMBERS || !isKeyName(file.name)) {
        throw badFile('this is not a key file of a signing key or a master secret');
    }
    const size = fromBase64Url(file.data).length - TAG_BYTES;
    if (file.kind === 'master' ? size !== SECRET_BYTES : size < 1) {
        throw badFile('this is not a key file: its data has a wrong size');
    }
    if (file.kdf.iterations < MIN_ITERATIONS || file.kdf.iterations > MAX_ITERATIONS) {
        throw badFile(`the key file asks for ${file.kdf.iterations < MIN_ITERATIONS ? 'fewer than 600,000' : 'more than 10,000,000'} iterations`);
    }
    return file;
}

/** Opens a signing key's file: `{account, publicKey, pkcs8}`. The caller zeroes `pkcs8`. Throws ProofFault `key-locked` or `bad-file`. */
export async function openSigning(file, passphrase) {
    const pkcs8 = await open(file, passphrase);
    const publicKey = await publicOf(pkcs8);
    if (publicKey === null || await accountOf(publicKey) !== file.account) {
        pkcs8.fill(0);
        throw badFile('the file holds no P-256 key, or another one than it names');
    }
    return { account: file.account, publicKey, pkcs8 };
}

/** Opens a master secret's file: its 32 bytes, which the caller zeroes. */
export async function openMaster(file, passphrase) {
    const secret = await open(file, passphrase);
    if (secret.every(byte => byte === 0) || await fingerprintOf(secret) !== file.fingerprint) {
        secret.fill(0);
        throw badFile('the file holds no master secret, or another one than it names');
    }
    return secret;
}

/** A signing key that cannot be exported, of PKCS#8 bytes. */
export function importPrivate(pkcs8) {
    return crypto.subtle.importKey('pkcs8', pkcs8, CURVE, false, ['sign']);
}

async function seal(members, secret, passphrase) {
    checkPassphrase(passphrase);
    if (!isKeyName(members.name)) {
        throw new ProofFault('usage', 'BadName', 'a key\'s name is 1 to 64 characters of a-z 0-9 . _ - that begin and end with a letter or digit');
    }
    const cipher = { iv: toBase64Url(randomBytes(12)), name: 'AES-GCM' };
    const kdf = { hash: 'SHA-256', iterations: MIN_ITERATIONS, name: 'PBKDF2', salt: toBase64Url(randomBytes(16)) };
    const header = { ...members, cipher, kdf };
    const key = await derive(kdf, passphrase);
    const data = await crypto.subtle.encrypt(algorithm(header), key, secret);
    return `${writeCanonical({ ...header, data: toBase64Url(new Uint8Array(data)) })}\n`;
}

async function open(file, passphrase) {
    const { data, ...header } = file;
    if (!isText(passphrase) || passphrase.length > MAX_PASSPHRASE) {
        throw locked();
    }
    const key = await derive(file.kdf, passphrase);
    try {
        return new Uint8Array(await crypto.subtle.decrypt(algorithm(header), key, fromBase64Url(data)));
    } catch {
        throw locked();
    }
}

const locked = () => new ProofFault('key-locked', 'WrongPassphrase', 'the passphrase is wrong, or the file was changed');

function algorithm(header) {
    return { name: 'AES-GCM', iv: fromBase64Url(header.cipher.iv), additionalData: utf8(writeCanonical(header)) };
}

async function derive({ iterations, salt }, passphrase) {
    const secret = await crypto.subtle.importKey('raw', utf8(passphrase), 'PBKDF2', false, ['deriveKey']);
    return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', iterations, salt: fromBase64Url(salt) }, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

// The public half of PKCS#8 bytes, or null where they are no key, or where the half inside does not belong to the private one.
async function publicOf(pkcs8) {
    try {
        const key = await crypto.subtle.importKey('pkcs8', pkcs8, CURVE, true, ['sign']);
        const { x, y } = await crypto.subtle.exportKey('jwk', key);
        const probe = randomBytes(32);
        return isPublicKey({ x, y }) && await verify({ x, y }, probe, await sign(key, probe)) ? { x, y } : null;
    } catch {
        return null;
    }
}

function colons(text) {
    return (text.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/:/g) ?? []).length;
}
