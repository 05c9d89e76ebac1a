import { follows, utf8Length } from '../values.js';
import { MAX_MS } from './tree.js';
import { typeText } from './types.js';
import { isId } from './words.js';

/**
 * Why a value is not of a type, or null when it is.
 * @param {import('./types.js').MachineType} one
 * @param {import('../values.js').MachineValue} value
 * @returns {?string}
 */
export const refuse = (one, value) => {
    const needed = `a value of type ${typeText(one)} is needed`;
    if (value.kind === 'none') {
        return one.optional ? null : needed;
    }
    const stored = { amount: 'int', asset: 'text', wallet: 'text' }[one.kind] ?? one.kind;
    if (value.kind !== stored) {
        return needed;
    }
    switch (one.kind) {
        case 'amount': return value.value >= 0n ? null : 'an amount is not negative';
        case 'time': return value.value >= 0n && value.value <= MAX_MS ? null : 'a time is within 0 to 2^53-1';
        case 'duration': return value.value >= -MAX_MS && value.value <= MAX_MS ? null : 'a duration is within 2^53-1 milliseconds';
        case 'text': return refuseText(one, value.value);
        case 'bytes': return value.value.length === 2 * one.bound ? null : `exactly ${one.bound} bytes are needed`;
        case 'asset': case 'wallet': return isId(value.value) ? null : 'an id has 1 to 128 of a-z 0-9 . _ : -';
        case 'choice': return one.cases.includes(value.value) ? null : `one of ${one.cases.join(', ')} is needed`;
        case 'list': return refuseList(one, value);
        case 'map': return refuseMap(one, value);
        case 'record': return refuseRecord(one, value);
        default: return null;
    }
};

const refuseText = (one, text) => {
    if (/\p{Surrogate}/u.test(text)) {
        return 'the text holds half a surrogate pair';
    }
    return utf8Length(text) <= one.bound ? null : `the text has more than ${one.bound} bytes`;
};

const refuseList = (one, { items }) => {
    if (items.length > one.bound) {
        return `at most ${one.bound} items fit`;
    }
    for (const item of items) {
        const reason = refuse(one.element, item);
        if (reason !== null) {
            return reason;
        }
    }
    return null;
};

const refuseMap = (one, { pairs }) => {
    if (pairs.length > one.bound) {
        return `at most ${one.bound} keys fit`;
    }
    let previous = null;
    for (const [key, value] of pairs) {
        const reason = refuse(one.key, key) ?? refuse(one.element, value);
        if (reason !== null) {
            return reason;
        }
        if (!follows(previous, key)) {
            return 'the keys of a map are distinct and in order';
        }
        previous = key;
    }
    return null;
};

const refuseRecord = (one, { fields }) => {
    if (fields.length !== one.fields.length) {
        return `a ${one.name} has the fields ${one.fields.map((field) => field.name).join(', ')}`;
    }
    const held = new Map(fields);
    for (const field of one.fields) {
        const value = held.get(field.name);
        if (value === undefined) {
            return `the field '${field.name}' is missing`;
        }
        const reason = refuse(field.type, value);
        if (reason !== null) {
            return `field '${field.name}': ${reason}`;
        }
    }
    return fields.every(([name], i) => i === 0 || fields[i - 1][0] < name) ? null : 'the fields of a record are in order';
};
