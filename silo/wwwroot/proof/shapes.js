// Checks of parsed canonical JSON. Each answers true or false; an object has exactly the members it should have.

import { fixedBase64Url, fromBase64Url, isDigest, utf8 } from './bytes.js';
import { LIMITS } from './limits.js';

const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7f]*$/;
const AMOUNT = /^(0|-?[1-9][0-9]{0,18})$/;
const ID = /^[a-z0-9._:-]{1,128}$/;
const MACHINE = /^[A-Za-z0-9._:/-]{1,128}$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const MAX_I64 = (1n << 63n) - 1n;

export const isText = value => typeof value === 'string';
export const isFlag = value => typeof value === 'boolean';

/** ASCII without anything that JSON escapes, at most `most` characters. */
export const ascii = most => value => isText(value) && value.length <= most && PLAIN.test(value);

/** What has the length of an id; whether it is one is asked later, so that the refusal has its own code. */
export const idText = ascii(LIMITS.idLength);

/** Whether a text is an id of an asset, wallet or variable. */
export const isId = value => isText(value) && ID.test(value);

/** Whether a text names a machine (a hash or builtin/...). */
export const isMachine = value => isText(value) && MACHINE.test(value);

/** Whether a text is a name as machines have: of a transition, an input, a field, a case. */
export const isName = value => isText(value) && NAME.test(value);

/** Whether an account's or a digest's 43 characters stand there. */
export { isDigest };
/** Whether an account stands there: a digest. */
export const isAccount = isDigest;

/** A safe integer of `least` to `most`. */
export const integer = (least, most = Number.MAX_SAFE_INTEGER) => value => Number.isSafeInteger(value) && value >= least && value <= most;

/** A signed 64-bit integer as a string. */
export const isAmount = value => isText(value) && AMOUNT.test(value) && BigInt(value) <= MAX_I64 && BigInt(value) >= -MAX_I64 - 1n;

/** An amount that is not negative. */
export const isPositiveAmount = value => isAmount(value) && value[0] !== '-';

/** base64url of 1 to `most` bytes. */
export const base64 = most => value => isText(value) && value.length > 0 && value.length <= Math.floor((most * 4 + 2) / 3) && fromBase64Url(value) !== null;

/** A text of at most `most` UTF-8 bytes. */
export const textOf = most => value => isText(value) && value.length <= most && utf8(value).length <= most;

/** Whether a text is a nonce of 128 bits. */
export const isNonce = value => fixedBase64Url(value, LIMITS.nonceBytes) !== null;

/** An array of `least` to `most` items that each hold. */
export const list = (least, most, holds) => value => Array.isArray(value) && value.length >= least && value.length <= most && value.every(item => holds(item));

/** A list of accounts that names nobody twice. */
export const accounts = (least, most) => value => list(least, most, isAccount)(value) && new Set(value).size === value.length;

/** Whether a value is a JSON object. */
export const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value);

/** An object with exactly these members; a name that ends with `?` may be missing. */
export function object(members) {
    const required = Object.keys(members).filter(name => !name.endsWith('?'));
    const checks = new Map(Object.entries(members).map(([name, holds]) => [name.replace('?', ''), holds]));
    return value => isObject(value) && required.every(name => Object.hasOwn(value, name))
        && Object.keys(value).every(name => checks.has(name) && checks.get(name)(value[name]));
}

/** The 26 characters under which an account (43 characters) creates ids: its first 130 bits in base32. */
export function ownPrefix(account) {
    const bytes = fixedBase64Url(account, 32);
    const bits = Array.from(bytes.subarray(0, 17), byte => byte.toString(2).padStart(8, '0')).join('');
    return Array.from({ length: 26 }, (_, i) => BASE32[parseInt(bits.slice(i * 5, i * 5 + 5), 2)]).join('');
}
