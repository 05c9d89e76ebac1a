import { NONE, account, bool, bytes, choice, duration, follows, int, list, map, namedValues, record, text, time } from '../values.js';
import { digestText } from './actors.js';
import { MAX_MS } from './tree.js';
import { isName } from './words.js';

/**
 * The value of an asset's register: its values and the timers that are armed, as src/Scew.Machines/README.md lays them out. Reading refuses whatever writing would not write.
 */

const MOST_VALUES = 64;
const MOST_ITEMS = 256;
const MOST_FIELDS = 16;
const MOST_TEXT = 1024;
const MOST_DEPTH = 4;

/** After so many firings without a signed step they are no longer counted. */
export const FREE_FIRINGS = 16;

const wrong = () => Object.assign(new Error('the register holds values that this page does not know'), { name: 'MachineFault', code: 'wrong-values' });

const require = (holds) => {
    if (!holds) {
        throw wrong();
    }
};

/** Steps through bytes. Every read is bounded by what is there. */
const readerOf = (source) => {
    const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    let at = 0;
    const take = (count) => {
        require(count <= source.length - at);
        at += count;
        return at - count;
    };
    const u32 = (most) => {
        const value = view.getUint32(take(4));
        require(value <= most);
        return value;
    };
    const counted = (most) => {
        const length = u32(most);
        return source.subarray(take(length), at);
    };
    return {
        u32,
        counted,
        ends: () => at === source.length,
        u8: () => source[take(1)],
        i64: () => view.getBigInt64(take(8)),
        digest: () => digestText(source.subarray(take(32), at)),
        text: (most) => {
            try {
                return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(counted(most));
            } catch (error) {
                throw error instanceof TypeError ? wrong() : error;
            }
        },
    };
};

const within = (value, least, most) => {
    require(value >= least && value <= most);
    return value;
};

const nameFrom = (reader) => {
    const name = reader.text(64);
    require(isName(name));
    return name;
};

const valueFrom = (reader, depth) => {
    switch (reader.u8()) {
        case 1: return int(reader.i64());
        case 2: return text(reader.text(MOST_TEXT));
        case 3: return bool(within(reader.u8(), 0, 1) === 1);
        case 4: return account(reader.digest());
        case 5: return time(within(reader.i64(), 0n, MAX_MS));
        case 6: return NONE;
        case 8: return duration(within(reader.i64(), -MAX_MS, MAX_MS));
        case 9: return bytes(Array.from(reader.counted(MOST_TEXT), (one) => one.toString(16).padStart(2, '0')).join(''));
        case 10: return choice(nameFrom(reader));
        case 11: return list(many(reader, depth, MOST_ITEMS, () => valueFrom(reader, depth + 1)));
        case 12: return mapFrom(reader, depth);
        case 13: return record(namedFrom(() => reader.u32(MOST_FIELDS), reader, depth + 1));
        default: throw wrong();
    }
};

const many = (reader, depth, most, read) => {
    require(depth < MOST_DEPTH);
    const items = [];
    for (let left = reader.u32(most); left > 0; left--) {
        items.push(read());
    }
    return items;
};

const mapFrom = (reader, depth) => {
    let previous = null;
    return map(many(reader, depth, MOST_ITEMS, () => {
        const key = valueFrom(reader, depth + 1);
        require(follows(previous, key));
        previous = key;
        return [key, valueFrom(reader, depth + 1)];
    }));
};

const namedFrom = (count, reader, depth) => {
    require(depth <= MOST_DEPTH);
    const fields = [];
    for (let left = count(); left > 0; left--) {
        const name = nameFrom(reader);
        require(fields.length === 0 || fields.at(-1)[0] < name);
        fields.push([name, valueFrom(reader, depth)]);
    }
    return fields;
};

const timersFrom = (reader) => {
    const timers = Object.create(null);
    if (reader.ends()) {
        return { due: timers, firings: 0 };
    }
    const count = reader.u32(MOST_VALUES);
    let previous = '';
    for (let left = count; left > 0; left--) {
        const name = nameFrom(reader);
        require(previous < name);
        timers[name] = within(reader.i64(), 0n, MAX_MS);
        previous = name;
    }
    const firings = within(reader.u8(), 0, FREE_FIRINGS);
    require(reader.ends() && count + firings > 0);
    return { due: timers, firings };
};

/**
 * @param {Uint8Array} value of a register of kind asset
 * @returns {{values: Object<string, import('../values.js').MachineValue>, timers: {due: Object<string, bigint>, firings: number}}}
 * @throws a `MachineFault` of code `wrong-values`
 */
export const readAssetValue = (value) => {
    const reader = readerOf(value);
    const values = namedValues(namedFrom(() => reader.u32(MOST_VALUES), reader, 1));
    return { values, timers: timersFrom(reader) };
};
