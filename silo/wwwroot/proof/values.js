// What a machine's input holds: {"int":"5"}, {"text":"..."}, {"list":[...]} and so on, at most four deep.

import { compare, fromBase64Url } from './bytes.js';
import { LIMITS } from './limits.js';
import { isAccount, isAmount, isFlag, isName, isObject, integer, list, textOf } from './shapes.js';

const MAX_ITEMS = 256;
const MAX_FIELDS = 16;
const MAX_DEPTH = 4;
const HEX = /^([0-9a-f]{2})*$/;

const PLAIN = {
    int: isAmount,
    text: textOf(LIMITS.textBytes),
    bool: isFlag,
    account: isAccount,
    time: integer(0),
    duration: value => isAmount(value) && Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER,
    bytes: value => typeof value === 'string' && value.length <= 2 * LIMITS.textBytes && HEX.test(value),
    choice: isName,
};

/** The one member's name of a value, as `int` or `list`; null for what is no value's form. */
export function kindOf(value) {
    const names = isObject(value) ? Object.keys(value) : [];
    return names.length === 1 ? names[0] : null;
}

/** Whether a parsed JSON value is a value of a machine. */
export function isValue(value, depth = 1) {
    const kind = kindOf(value);
    if (kind === null) {
        return false;
    }
    const held = value[kind];
    if (Object.hasOwn(PLAIN, kind)) {
        return PLAIN[kind](held);
    }
    if (kind === 'none') {
        return held === true;
    }
    if (depth >= MAX_DEPTH) {
        return false;
    }
    if (kind === 'list') {
        return list(0, MAX_ITEMS, item => isValue(item, depth + 1))(held);
    }
    if (kind === 'map') {
        return list(0, MAX_ITEMS, pair => list(2, 2, item => isValue(item, depth + 1))(pair))(held)
            && held.every((pair, i) => follows(i === 0 ? null : held[i - 1][0], pair[0]));
    }
    return kind === 'record' && isObject(held) && Object.keys(held).length <= MAX_FIELDS
        && Object.entries(held).every(([name, field]) => isName(name) && isValue(field, depth + 1));
}

// Keys of a map are plain, of one kind, and rise.
function follows(previous, key) {
    const kind = kindOf(key);
    return Object.hasOwn(PLAIN, kind) && (previous === null || (kindOf(previous) === kind && isBelow(kind, previous[kind], key[kind])));
}

function isBelow(kind, left, right) {
    switch (kind) {
        case 'int':
        case 'duration':
            return BigInt(left) < BigInt(right);
        case 'account':
            return compare(fromBase64Url(left), fromBase64Url(right)) < 0;
        case 'bool':
            return !left && right;
        default:
            return left < right;
    }
}
