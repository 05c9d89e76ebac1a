/**
 * The type of a declared value or input. `bound` is the most UTF-8 bytes of a text, the exact length of bytes, the most items of a list or pairs of a map; `element` is the type
 * of a list's items or a map's values, `key` of its keys; `cases` and `fields` are in the order of the text.
 * @typedef {{kind: string, bound: number, optional: boolean, name: ?string, cases: string[], fields: {name: string, type: MachineType}[], element: ?MachineType, key: ?MachineType}} MachineType
 */

/** Most UTF-8 bytes of any text, and most bytes of any value of type bytes. */
export const MAX_TEXT = 1024;

/** Most items of a list and pairs of a map. */
export const MAX_ITEMS = 256;

/** How deep lists, maps and records lie in each other at most; a plain type has depth 1. */
export const MAX_DEPTH = 4;

const MAX_ID = 128;

const type = (kind, more = {}) => Object.freeze({ kind, bound: 0, optional: false, name: null, cases: [], fields: [], element: null, key: null, ...more });

export const INT = type('int');
export const AMOUNT = type('amount');
export const BOOL = type('bool');
export const ACCOUNT = type('account');
export const TIME = type('time');
export const DURATION = type('duration');
export const ASSET = type('asset');
export const WALLET = type('wallet');
export const textOf = (bound) => type('text', { bound });
export const bytesOf = (bound) => type('bytes', { bound });
export const choiceOf = (name, cases) => type('choice', { name, cases });
export const listOf = (element, bound) => type('list', { element, bound });
export const mapOf = (key, element, bound) => type('map', { key, element, bound });
export const recordOf = (name, fields) => type('record', { name, fields });

/** Of `none` alone; no value is declared with it. */
export const NOTHING = type('nothing', { optional: true, name: 'none' });

/** Of `[]`. */
export const EMPTY_LIST = listOf(NOTHING, 0);

export const orNone = (one) => (one.optional ? one : Object.freeze({ ...one, optional: true }));
export const required = (one) => (one.optional ? Object.freeze({ ...one, optional: false }) : one);
export const withBound = (one, bound) => Object.freeze({ ...one, bound });

/** Whether a type is of this kind and its values are always there. */
export const isOnly = (one, kind) => one.kind === kind && !one.optional;

export const isNumber = (one) => !one.optional && (one.kind === 'int' || one.kind === 'amount');

/** Whether values have an order and can be keys of a map. */
export const isPlain = (one) => !one.optional && !['list', 'map', 'record'].includes(one.kind);

export const depthOf = (one) => 1 + Math.max(one.element === null ? 0 : depthOf(one.element), one.key === null ? 0 : depthOf(one.key), ...one.fields.map((field) => depthOf(field.type)), 0);

/** Equality of all that the type says. */
export const sameType = (one, other) => one === other || (one !== null && other !== null
    && one.kind === other.kind && one.bound === other.bound && one.optional === other.optional && one.name === other.name
    && one.cases.length === other.cases.length && one.cases.every((name, i) => name === other.cases[i])
    && one.fields.length === other.fields.length && one.fields.every((field, i) => field.name === other.fields[i].name && sameType(field.type, other.fields[i].type))
    && sameType(one.element, other.element) && sameType(one.key, other.key));

/** As machine texts write it. */
export const typeText = (one) => {
    const text = {
        nothing: () => 'none',
        text: () => `text(${one.bound})`,
        bytes: () => `bytes(${one.bound})`,
        list: () => `list(${typeText(one.element)}, ${one.bound})`,
        map: () => `map(${typeText(one.key)}, ${typeText(one.element)}, ${one.bound})`,
        choice: () => one.name,
        record: () => one.name,
    }[one.kind]?.() ?? one.kind;
    return one.optional && one.kind !== 'nothing' ? `${text}?` : text;
};

/** Most bytes that an encoded value takes, its tag included. */
export const mostBytes = (one) => {
    switch (one.kind) {
        case 'text': case 'bytes': return 5 + one.bound;
        case 'account': return 33;
        case 'asset': case 'wallet': return 5 + MAX_ID;
        case 'choice': return 5 + Math.max(...one.cases.map((name) => name.length), 0);
        case 'list': return 5 + one.bound * mostBytes(one.element);
        case 'map': return 5 + one.bound * (mostBytes(one.key) + mostBytes(one.element));
        case 'record': return 5 + one.fields.reduce((sum, field) => sum + 4 + field.name.length + mostBytes(field.type), 0);
        default: return 9;
    }
};

/** Whether `=` makes sense between two types: the same but for bounds and none. */
export const areComparable = (left, right) => {
    if (left.kind === 'nothing' || right.kind === 'nothing') {
        return left.kind === right.kind || (left.optional && right.optional);
    }
    const isInt = (one) => one.kind === 'int' || one.kind === 'amount';
    if (isInt(left) && isInt(right)) {
        return true;
    }
    if (left.kind !== right.kind) {
        return false;
    }
    switch (left.kind) {
        case 'choice': case 'record': return left.name === right.name;
        case 'list': return areComparable(left.element, right.element) || left.element === NOTHING || right.element === NOTHING;
        case 'map': return areComparable(left.key, right.key) && areComparable(left.element, right.element);
        case 'bytes': return left.bound === right.bound;
        default: return true;
    }
};

/** The smallest type that holds values of both, or null. */
export const joined = (left, right) => {
    const both = joinedValues(left, right);
    return both === null ? null : left.optional || right.optional ? orNone(both) : both;
};

const joinedValues = (left, right) => {
    if (left.kind === 'nothing') {
        return right;
    }
    if (right.kind === 'nothing' || sameType(required(left), required(right))) {
        return left;
    }
    if (['int', 'amount'].includes(left.kind) && ['int', 'amount'].includes(right.kind)) {
        return INT;
    }
    if (left.kind !== right.kind) {
        return null;
    }
    const bound = Math.max(left.bound, right.bound);
    if (left.kind === 'text') {
        return textOf(bound);
    }
    if (left.kind === 'list' && (left.element === NOTHING || right.element === NOTHING)) {
        return left.element === NOTHING ? right : left;
    }
    if (left.kind === 'list' || (left.kind === 'map' && sameType(left.key, right.key))) {
        const element = joined(left.element, right.element);
        return element === null ? null : left.kind === 'list' ? listOf(element, bound) : mapOf(left.key, element, bound);
    }
    return null;
};
