// Signed requests: h1.p.s1~h2.s2~..., every part strict base64url. As strict as RequestParser, fault by fault.

import { SIGNATURE_BYTES, accountOf, isPublicKey, isSignature, jwkOf, sign, verify } from './accounts.js';
import { fixedBase64Url, fromBase64Url, latin, text as strictText, toBase64Url, utf8 } from './bytes.js';
import { describe } from './describe.js';
import { requestFault } from './fault.js';
import { sha256 } from './hash.js';
import { LIMITS } from './limits.js';
import { judgePayload, readPayload } from './payload.js';

export { describe } from './describe.js';
export { newNonce, payloadOf, readPayload } from './payload.js';

const HEADER = /^\{"alg":"ES256","jwk":\{"crv":"P-256","kty":"EC","x":"([A-Za-z0-9_-]{43})","y":"([A-Za-z0-9_-]{43})"\},"typ":"scew-request\+jws"\}$/;
const HEADER_CHARS = 231;

/**
 * The request in signed bytes or text, every signature verified: `{id, by, group, nonce, op, validUntil, envelope, keys, cost, payload, wire}`.
 * `id`, `group` and the accounts in `by` are base64url texts, `op` is the operation's frozen JSON object, `payload` the signed canonical bytes, `wire` text.
 * With `group` (a hash) a request of another group is refused. Throws ProofFault with RequestFault's code.
 */
export async function parseRequest(wire, group) {
    const { shape, signatures } = await readShape(wire);
    if (group !== undefined && shape.group !== group) {
        throw requestFault('WrongGroup');
    }
    const valid = await Promise.all(signatures.map(one => verify(one.key, one.bytes, one.signature)));
    if (valid.includes(false)) {
        throw requestFault('BadSignature');
    }
    return Object.freeze(shape);
}

/** A request's members as `parseRequest` answers them, its form checked and its signatures not. Throws ProofFault. */
export async function readRequest(wire) {
    return Object.freeze((await readShape(wire)).shape);
}

/** The protected header of a public key `{x, y}`, encoded. */
export function headerOf(publicKey) {
    return toBase64Url(utf8(`{"alg":"ES256","jwk":${jwkOf(publicKey)},"typ":"scew-request+jws"}`));
}

/**
 * Signs payload bytes with a key handle (`{account, publicKey, privateKey}`): `{wire, half, missing, id}`. `wire` is the whole request once nobody of `by` is missing and
 * null before; `half` is a text to hand to the next signer. Throws ProofFault where the payload says anything that `describe` cannot show, or names another signer.
 */
export async function signWith(handle, payload) {
    return addTo({ payload, signed: new Map() }, handle);
}

/** Adds a handle's signature to a half-signed text: as `signWith`. All signatures inside are verified first. */
export async function addSignature(half, handle) {
    return addTo(await openParts(half), handle);
}

/** What a half-signed text holds: `{payload, by, group, op, validUntil, signed, missing}`, its signatures verified. */
export async function openHalf(half) {
    const { payload, signed } = await openParts(half);
    const members = shown(payload);
    return { ...members, payload, signed: [...signed.keys()], missing: members.by.filter(account => !signed.has(account)) };
}

async function addTo({ payload, signed }, handle) {
    const members = shown(payload);
    if (!members.by.includes(handle.account)) {
        throw requestFault('Signers');
    }
    const header = headerOf(handle.publicKey);
    const encoded = toBase64Url(payload);
    const signature = await sign(handle.privateKey, utf8(`${header}.${encoded}`));
    signed.set(handle.account, { header, signature: toBase64Url(signature) });
    const parts = members.by.map(account => signed.get(account)).filter(part => part !== undefined);
    const missing = members.by.filter(account => !signed.has(account));
    const half = [encoded, ...parts.map(part => `${part.header}.${part.signature}`)].join('~');
    if (missing.length > 0) {
        return { wire: null, half, missing, id: null };
    }
    const wire = parts.map((part, i) => i === 0 ? `${part.header}.${encoded}.${part.signature}` : `${part.header}.${part.signature}`).join('~');
    // Read once more as a merchant will: a handle whose account and key differ is found here.
    return { wire, half, missing, id: (await parseRequest(wire)).id };
}

async function openParts(half) {
    if (typeof half !== 'string' || half.length > LIMITS.wireBytes) {
        throw requestFault('TooLarge');
    }
    const [encoded, ...parts] = half.split('~');
    const payload = fromBase64Url(encoded);
    if (payload === null || parts.length > LIMITS.signers) {
        throw requestFault('Envelope');
    }
    shown(payload);
    const signed = new Map();
    for (const part of parts) {
        const [header, signature, ...rest] = part.split('.');
        const one = await readSignature(header, encoded, signature ?? '');
        if (rest.length > 0 || signed.has(one.account) || !await verify(one.key, one.bytes, one.signature)) {
            throw requestFault('BadSignature');
        }
        signed.set(one.account, { header, signature });
    }
    return { payload, signed };
}

// Nothing is signed, and nothing half signed is read, that could not be shown whole.
function shown(payload) {
    const members = readPayload(payload);
    if (members === null || describe(payload).unknown.length > 0) {
        throw requestFault('Payload');
    }
    const { fault } = judgePayload(members, 0);
    if (fault !== null) {
        throw requestFault(fault);
    }
    return members;
}

async function readShape(wire) {
    if (wire.length > LIMITS.wireBytes) {
        throw requestFault('TooLarge');
    }
    const text = typeof wire === 'string' ? wire : latin(wire);
    const [first] = text.split('~', 1);
    const [header, encoded, ...tail] = first.split('.');
    if (tail.length === 0) {
        throw requestFault('Envelope');
    }
    const bytes = fromBase64Url(encoded);
    if (bytes === null) {
        throw requestFault('Envelope');
    }
    const payload = readPayload(bytes);
    if (payload === null) {
        throw requestFault('Payload');
    }
    const { fault, cost } = judgePayload(payload, wire.length);
    if (fault !== null) {
        throw requestFault(fault);
    }
    const signatures = [];
    for (let [head, rest] = [header, text.slice(header.length + encoded.length + 2)]; rest !== null;) {
        const end = rest.indexOf('~');
        const one = await readSignature(head, encoded, end < 0 ? rest : rest.slice(0, end));
        if (one.account !== payload.by[signatures.length]) {
            throw requestFault('Signers');
        }
        signatures.push(one);
        rest = end < 0 ? null : rest.slice(end + 1);
        const dot = rest?.indexOf('.');
        if (dot === -1) {
            throw requestFault('Envelope');
        }
        [head, rest] = rest === null ? ['', null] : [rest.slice(0, dot), rest.slice(dot + 1)];
    }
    if (signatures.length !== payload.by.length) {
        throw requestFault('Signers');
    }
    const id = toBase64Url(await sha256(signatures[0].bytes));
    return { shape: { id, ...payload, keys: signatures.map(one => one.key), cost, payload: bytes, wire: text }, signatures };
}

/** The public key `{x, y}` of a protected header, or null for any other than `headerOf` writes. */
export function readHeader(header) {
    const json = header.length === HEADER_CHARS ? fromBase64Url(header) : null;
    const match = json === null ? null : HEADER.exec(strictText(json) ?? '');
    const key = match === null ? null : Object.freeze({ x: match[1], y: match[2] });
    return isPublicKey(key) ? key : null;
}

async function readSignature(header, encoded, signatureText) {
    const key = readHeader(header);
    if (key === null) {
        throw requestFault('Header');
    }
    const signature = fixedBase64Url(signatureText, SIGNATURE_BYTES);
    if (signature === null) {
        throw requestFault('Envelope');
    }
    if (!isSignature(signature)) {
        throw requestFault('BadSignature');
    }
    return { key, account: await accountOf(key), bytes: utf8(`${header}.${encoded}`), signature };
}
