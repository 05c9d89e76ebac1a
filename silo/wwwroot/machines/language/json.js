import {
    LEAST_INT, MOST_INT, NONE, account, bool, byName, bytes, choice, duration, follows, int, isAccount, list, map, record, text, time, utf8Length,
} from '../values.js';
import { isName } from './words.js';

/** Values from the JSON form of requests; what requests may not carry is refused. */

const MOST_MS = 2n ** 53n - 1n;
const MOST_ITEMS = 256;
const MOST_FIELDS = 16;
const MOST_DEPTH = 4;

const whole = (digits) => (typeof digits === 'string' && /^(0|-?[1-9][0-9]{0,18})$/.test(digits) ? BigInt(digits) : null);

const intFrom = (digits) => {
    const value = whole(digits);
    return value !== null && value >= LEAST_INT && value <= MOST_INT ? int(value) : null;
};

const durationFrom = (digits) => {
    const value = whole(digits);
    return value !== null && value >= -MOST_MS && value <= MOST_MS ? duration(value) : null;
};

const every = (items, made) => (items.some((item) => item === null) ? null : made(items));

const mapFrom = (pairs, depth) => {
    const read = pairs.map((pair) => (Array.isArray(pair) && pair.length === 2 ? every(pair.map((one) => valueFrom(one, depth + 1)), (both) => both) : null));
    return every(read, () => (read.every(([key], i) => follows(i === 0 ? null : read[i - 1][0], key)) ? map(read) : null));
};

const recordFrom = (fields, depth) => {
    const read = Object.entries(fields).sort(byName).map(([name, one]) => (isName(name) ? [name, valueFrom(one, depth + 1)] : [name, null]));
    return read.length > MOST_FIELDS || read.some(([, value]) => value === null) ? null : record(read);
};

const isHalved = (value) => /\p{Surrogate}/u.test(value);

const READ = {
    int: intFrom,
    duration: durationFrom,
    time: (value) => (Number.isSafeInteger(value) && value >= 0 ? time(BigInt(value)) : null),
    bool: (value) => (typeof value === 'boolean' ? bool(value) : null),
    none: (value) => (value === true ? NONE : null),
    text: (value) => (typeof value === 'string' && !isHalved(value) && utf8Length(value) <= 1024 ? text(value) : null),
    account: (value) => (isAccount(value) ? account(value) : null),
    bytes: (value) => (typeof value === 'string' && /^([0-9a-f]{2}){0,1024}$/.test(value) ? bytes(value) : null),
    choice: (value) => (typeof value === 'string' && isName(value) ? choice(value) : null),
    list: (value, depth) => (Array.isArray(value) && value.length <= MOST_ITEMS && depth < MOST_DEPTH ? every(value.map((one) => valueFrom(one, depth + 1)), list) : null),
    map: (value, depth) => (Array.isArray(value) && value.length <= MOST_ITEMS && depth < MOST_DEPTH ? mapFrom(value, depth) : null),
    record: (value, depth) => (value !== null && typeof value === 'object' && !Array.isArray(value) && depth < MOST_DEPTH ? recordFrom(value, depth) : null),
};

const valueFrom = (json, depth) => {
    const members = json !== null && typeof json === 'object' ? Object.entries(json) : [];
    return members.length === 1 && Object.hasOwn(READ, members[0][0]) ? READ[members[0][0]](members[0][1], depth) : null;
};

/**
 * What `toJson` wrote; null for anything else.
 * @returns {?MachineValue}
 */
export const fromJson = (json) => valueFrom(json, 1);
