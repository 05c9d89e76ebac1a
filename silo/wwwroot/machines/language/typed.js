import {
    LEAST_INT, MOST_INT, NONE, account, bool, byName, bytes, choice, compare, duration, equal, int, isAccount, list, map, record, show, text, time, utf8Length,
} from '../values.js';
import { ownPrefix } from './actors.js';
import { durationOf, momentOf } from './instants.js';
import { refuse } from './refusals.js';
import { typeText } from './types.js';

/** What somebody typed as a value of a type, or a sentence on what is wrong. */

/** `ownPoints` as `own points`. */
export const labelOf = (name) => name.replaceAll('_', ' ').replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().trim();

const NEEDED = { fault: 'this is needed' };

const numberOf = (typed, { kind }) => {
    const digits = typed.trim().replace(/^\u2212/, '-');
    if (!/^[+-]?[0-9]+$/.test(digits)) {
        return { fault: /[0-9][.,' \u00a0\u202f][0-9]/.test(digits) ? 'write digits only, without points, commas or blanks' : 'a whole number is needed' };
    }
    const isLong = digits.replace(/^[+-]?0*/, '').length > 19;
    const value = isLong ? null : BigInt(digits.replace(/^\+/, ''));
    if (digits.startsWith('-') && kind === 'amount' && value !== 0n) {
        return { fault: 'an amount is not negative' };
    }
    return value !== null && value >= LEAST_INT && value <= MOST_INT ? { value: int(value) } : { fault: `a number lies between ${LEAST_INT} and ${MOST_INT}` };
};

const YES = ['yes', 'true', 'on'];
const NO = ['no', 'false', 'off'];

const switchOf = (typed) => {
    const word = typeof typed === 'string' ? typed.trim().toLowerCase() : typed;
    return typed === true || YES.includes(word) ? { value: bool(true) } : typed === false || NO.includes(word) ? { value: bool(false) } : { fault: 'yes or no is needed' };
};

const accountOf = (typed, type, { own, resolve }) => {
    const word = typed.trim();
    const found = word === '~' ? own : isAccount(word) ? word : resolve?.(word) ?? null;
    if (isAccount(found)) {
        return { value: account(found) };
    }
    return { fault: word === '~' ? 'you have no account here yet' : 'this is neither an account of 43 letters and digits nor a name that is known here' };
};

const idOf = (typed, type, { own }) => {
    const word = typed.trim();
    if (word.startsWith('~/') && !isAccount(own)) {
        return { fault: 'you have no account here yet, so ~/ stands for nothing' };
    }
    return { value: text(word.startsWith('~/') ? `${ownPrefix(own)}:${word.slice(2)}` : word) };
};

const textOf = (typed, { bound }) => {
    const length = utf8Length(typed);
    return length <= bound ? { value: text(typed) } : { fault: `this has ${length} bytes, and ${bound} fit: shorten it` };
};

const hexOf = (digits) => Array.from(digits, (byte) => byte.toString(16).padStart(2, '0')).join('');

const bytesOf = (typed, { bound }) => {
    const hex = typed instanceof Uint8Array ? hexOf(typed) : typed.replace(/[\s:]/g, '').toLowerCase();
    if (!/^[0-9a-f]*$/.test(hex)) {
        return { fault: 'hexadecimal digits are needed, 0 to 9 and a to f' };
    }
    return hex.length === 2 * bound ? { value: bytes(hex) } : { fault: `${2 * bound} hexadecimal digits are needed, and these are ${hex.length}` };
};

const choiceOf = (typed, { cases }) => {
    const word = typed.trim();
    const found = cases.includes(word) ? [word] : cases.filter((one) => one.toLowerCase() === word.toLowerCase());
    return found.length === 1 ? { value: choice(found[0]) } : { fault: `one of ${cases.join(', ')} is needed` };
};

const wrapped = (read, made) => (read.fault === undefined ? { value: made(read.ms) } : read);

/** All values, or the first sentence with what it is about. */
const each = (reads, labels) => {
    const wrong = reads.findIndex((read) => read.fault !== undefined);
    return wrong < 0 ? { values: reads.map((read) => read.value) } : { fault: `${labels(wrong)}: ${reads[wrong].fault}` };
};

const listOf = (typed, type, options) => {
    if (!Array.isArray(typed) || typed.length > type.bound) {
        return { fault: `at most ${type.bound} items fit` };
    }
    const read = each(typed.map((item) => readTyped(type.element, item, options)), (i) => `item ${i + 1}`);
    return read.fault === undefined ? { value: list(read.values) } : read;
};

const mapOf = (typed, type, options) => {
    if (!Array.isArray(typed) || typed.length > type.bound) {
        return { fault: `at most ${type.bound} pairs fit` };
    }
    const keys = each(typed.map(([key]) => readTyped(type.key, key, options)), (i) => `key ${i + 1}`);
    const held = each(typed.map(([, value]) => readTyped(type.element, value, options)), (i) => `value ${i + 1}`);
    if (keys.fault !== undefined || held.fault !== undefined) {
        return keys.fault === undefined ? held : keys;
    }
    const pairs = keys.values.map((key, i) => [key, held.values[i]]).sort(([left], [right]) => compare(left, right));
    const twice = pairs.find(([key], i) => i > 0 && equal(key, pairs[i - 1][0]));
    return twice === undefined ? { value: map(pairs) } : { fault: `the key ${show(twice[0])} stands here twice` };
};

const recordOf = (typed, type, options) => {
    const given = typed !== null && typeof typed === 'object' ? typed : {};
    const reads = type.fields.map((field) => readTyped(field.type, Object.hasOwn(given, field.name) ? given[field.name] : null, options));
    const read = each(reads, (i) => labelOf(type.fields[i].name));
    return read.fault === undefined ? { value: record(type.fields.map((field, i) => [field.name, read.values[i]]).sort(byName)) } : read;
};

const READ = {
    int: numberOf,
    amount: numberOf,
    bool: switchOf,
    text: textOf,
    account: accountOf,
    asset: idOf,
    wallet: idOf,
    bytes: bytesOf,
    choice: choiceOf,
    list: listOf,
    map: mapOf,
    record: recordOf,
    time: (typed, type, options) => wrapped(momentOf(typed, options), time),
    duration: (typed) => wrapped(durationOf(typed), duration),
};

const TAKES = {
    bool: (typed) => typeof typed === 'string' || typeof typed === 'boolean',
    bytes: (typed) => typeof typed === 'string' || typed instanceof Uint8Array,
    list: () => true,
    map: () => true,
    record: () => true,
};

const isText = (typed) => typeof typed === 'string';

/** Nothing was entered; an empty text is one where a text has to be there. */
const isEmpty = (typed, type) => typed === null || typed === undefined || (typed === '' && (type.optional || type.kind !== 'text'));

/**
 * @param {import('./types.js').MachineType} type
 * @param {string | boolean | Uint8Array | Array | object | null} typed
 * @param {{own?: string, now: number, zone?: string, resolve?: (name: string) => ?string}} options
 * @returns {{value: import('../values.js').MachineValue} | {fault: string}}
 */
export const readTyped = (type, typed, options) => {
    if (isEmpty(typed, type)) {
        return type.optional ? { value: NONE } : NEEDED;
    }
    if (!(TAKES[type.kind] ?? isText)(typed)) {
        return { fault: `a value of type ${typeText(type)} is needed` };
    }
    const read = READ[type.kind](typed, type, options);
    const reason = read.fault === undefined ? refuse(type, read.value) : null;
    return reason === null ? read : { fault: reason };
};
