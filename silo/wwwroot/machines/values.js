/**
 * Values of machines. Numbers, times and durations are BigInt; accounts are their 43 characters; bytes are lower-case hex; a map's pairs are in order of their keys, a record's fields
 * in order of their names. The JSON form is that of requests: `{"int":"5"}`, `{"list":[...]}`.
 * @typedef {{kind: 'int' | 'time' | 'duration', value: bigint} | {kind: 'text' | 'account' | 'bytes' | 'choice', value: string} | {kind: 'bool', value: boolean} | {kind: 'none'}
 *     | {kind: 'list', items: MachineValue[]} | {kind: 'map', pairs: [MachineValue, MachineValue][]} | {kind: 'record', fields: [string, MachineValue][]}} MachineValue
 */

export { fromJson } from './language/json.js';

export const LEAST_INT = -(2n ** 63n);
export const MOST_INT = 2n ** 63n - 1n;

export const int = (value) => ({ kind: 'int', value });
export const text = (value) => ({ kind: 'text', value });
export const bool = (value) => (value ? TRUE : FALSE);
export const account = (value) => ({ kind: 'account', value });
export const time = (value) => ({ kind: 'time', value });
export const duration = (value) => ({ kind: 'duration', value });
export const bytes = (value) => ({ kind: 'bytes', value });
export const choice = (value) => ({ kind: 'choice', value });
export const list = (items) => ({ kind: 'list', items });
export const map = (pairs) => ({ kind: 'map', pairs });
export const record = (fields) => ({ kind: 'record', fields });
export const NONE = Object.freeze({ kind: 'none' });
export const TRUE = Object.freeze({ kind: 'bool', value: true });
export const FALSE = Object.freeze({ kind: 'bool', value: false });

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Whether a text is 32 bytes in base64url, as accounts and hashes are written. */
export const isAccount = (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);

export const utf8Length = (value) => new TextEncoder().encode(value).length;

const order = (left, right) => (left < right ? -1 : left > right ? 1 : 0);

/** Names in the group's order, which is that of UTF-16 units and no language's. */
export const byName = ([left], [right]) => order(left, right);

const accountOrder = (left, right) => {
    for (let i = 0; i < left.length; i++) {
        if (left[i] !== right[i]) {
            return order(BASE64URL.indexOf(left[i]), BASE64URL.indexOf(right[i]));
        }
    }
    return 0;
};

const PLAIN = new Set(['int', 'time', 'duration', 'bool', 'text', 'bytes', 'choice', 'account']);

/** The one order of plain values of one kind: by size, false before true, texts by their units, accounts by their bytes. */
export const compare = (left, right) => (left.kind === 'account' ? accountOrder(left.value, right.value) : order(left.value, right.value));

/** Whether a key may come behind another (null: first) in a map: plain, of one kind, and higher. */
export const follows = (previous, key) => PLAIN.has(key.kind) && (previous === null || (previous.kind === key.kind && compare(previous, key) < 0));

/** Equality of kind and content. */
export const equal = (left, right) => {
    if (left.kind !== right.kind) {
        return false;
    }
    switch (left.kind) {
        case 'none': return true;
        case 'list': return left.items.length === right.items.length && left.items.every((item, i) => equal(item, right.items[i]));
        case 'map': return left.pairs.length === right.pairs.length
            && left.pairs.every(([key, value], i) => equal(key, right.pairs[i][0]) && equal(value, right.pairs[i][1]));
        case 'record': return left.fields.length === right.fields.length
            && left.fields.every(([name, value], i) => name === right.fields[i][0] && equal(value, right.fields[i][1]));
        default: return left.value === right.value;
    }
};

/** The field of a record, or undefined. */
export const fieldOf = (value, name) => value.fields.find((field) => field[0] === name)?.[1];

/** Where a key is in a map, or where it would be: `{found, at}`. */
export const placeOf = ({ pairs }, key) => {
    let [low, high] = [0, pairs.length - 1];
    while (low <= high) {
        const middle = (low + high) >> 1;
        const sign = compare(pairs[middle][0], key);
        if (sign === 0) {
            return { found: true, at: middle };
        }
        [low, high] = sign < 0 ? [middle + 1, high] : [low, middle - 1];
    }
    return { found: false, at: low };
};

/**
 * Named values without a prototype, so that a value may be called as it likes, in order of names.
 * @param {[string, MachineValue][]} pairs
 * @returns {Object<string, MachineValue>}
 */
export const namedValues = (pairs) => {
    const named = Object.create(null);
    for (const [name, value] of [...pairs].sort(byName)) {
        named[name] = value;
    }
    return named;
};

const NESTED = {
    list: (value) => value.items.map(toJson),
    map: (value) => value.pairs.map((pair) => pair.map(toJson)),
    record: (value) => {
        const fields = Object.create(null);
        for (const [name, field] of value.fields) {
            fields[name] = toJson(field);
        }
        return fields;
    },
};

/**
 * The form that requests carry; its members are in canonical order, times are JSON numbers, integers and durations texts.
 * @param {MachineValue} value
 */
export const toJson = (value) => {
    switch (value.kind) {
        case 'none': return { none: true };
        case 'int': case 'duration': return { [value.kind]: String(value.value) };
        case 'time': return { time: Number(value.value) };
        case 'list': case 'map': case 'record': return { [value.kind]: NESTED[value.kind](value) };
        default: return { [value.kind]: value.value };
    }
};

const UNITS = [['w', 604_800_000n], ['d', 86_400_000n], ['h', 3_600_000n], ['min', 60_000n], ['s', 1000n], ['ms', 1n]];

/** A length of time as people write it, in the largest unit that it is whole in: `14d`. */
export const durationText = (ms) => {
    const [unit, size] = UNITS.find(([, one]) => ms % one === 0n);
    return `${ms / size}${unit}`;
};

/** Unix milliseconds as `2026-12-01T12:00:00Z`; what no calendar has is `no date`. */
export const instantText = (ms) => (ms >= 0n && ms <= 253_402_300_799_999n ? `${new Date(Number(ms)).toISOString().slice(0, 19)}Z` : 'no date');

/** A value for people, on one line. */
export const show = (value) => {
    switch (value.kind) {
        case 'none': return 'none';
        case 'time': return instantText(value.value);
        case 'duration': return durationText(value.value);
        case 'list': return `[${value.items.map(show).join(', ')}]`;
        case 'map': return `{${value.pairs.map(([key, held]) => `${show(key)}: ${show(held)}`).join(', ')}}`;
        case 'record': return `(${value.fields.map(([name, field]) => `${name}: ${show(field)}`).join(', ')})`;
        default: return String(value.value);
    }
};
