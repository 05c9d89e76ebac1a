/** Words with a meaning of their own; none of them names a value, a state or anything else. */

export const PARTS = ['enum', 'record', 'value', 'states', 'final', 'transition', 'invariant', 'property', 'migrate', 'movable'];

export const CLAUSES = ['by', 'guard', 'let', 'effect', 'takes', 'call', 'pay', 'event', 'automatic'];

export const BUILT_INS = ['caller', 'now', 'height', 'asset', 'purse', 'group', 'members', 'signers', 'state', 'input', 'old', 'callerMachine', 'machine'];

export const LOOPS = ['all', 'any', 'count', 'sum', 'first', 'where', 'each', 'sorted'];

/** Lengths of time in milliseconds by their unit, as people write one or several. */
export const UNITS = new Map([
    ['ms', 1n], ['second', 1000n], ['seconds', 1000n], ['minute', 60_000n], ['minutes', 60_000n], ['hour', 3_600_000n], ['hours', 3_600_000n],
    ['day', 86_400_000n], ['days', 86_400_000n], ['week', 604_800_000n], ['weeks', 604_800_000n],
]);

const OPERATORS = ['else', 'and', 'or', 'not', 'implies', 'if', 'then', 'is', 'in', 'none', 'some', 'true', 'false', 'with', 'when', 'spread'];

const RESERVED = new Set([...PARTS, ...CLAUSES, ...BUILT_INS, ...OPERATORS]);

/** Whether the word cannot be the name of anything. */
export const isReserved = (word) => RESERVED.has(word);

/** Names of transitions, inputs, values and fields: 1 to 64 letters, digits and _, not beginning with a digit. */
export const isName = (text) => /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(text);

/** Ids of assets and wallets: 1 to 128 of a-z 0-9 . _ : - */
export const isId = (text) => /^[a-z0-9._:-]{1,128}$/.test(text);
