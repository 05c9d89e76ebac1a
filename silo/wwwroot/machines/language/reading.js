import { machineFault } from './fault.js';
import { isReserved } from './words.js';

/**
 * Steps through the words of a text. The first fault is thrown: the page shows machines, it does not help to write them.
 * @typedef {{tokens: object[], at: number, depth: number}} Cursor
 */

/** How deep expressions, types and roles lie in each other at most. */
export const MAX_DEPTH = 48;

/** Most operators that lie in each other, rows of them included. */
export const MAX_HEIGHT = 128;

const MOST = 9_223_372_036_854_775_807n;

export const next = (cursor) => cursor.tokens[cursor.at];

/** The word that stands `ahead` words further, or the end. */
export const peek = (cursor, ahead) => cursor.tokens[Math.min(cursor.at + ahead, cursor.tokens.length - 1)];

export const is = (token, word) => (token.kind === 'symbol' || token.kind === 'name') && token.word === word;

export const fail = (token, message, right = null) => machineFault(token.place, message, right);

export const shown = (token) => (token.kind === 'end' ? 'the end of the text' : token.kind === 'text' ? 'a text' : `'${token.word.slice(0, 40)}'`);

export const take = (cursor) => {
    const token = next(cursor);
    if (token.kind !== 'end') {
        cursor.at += 1;
    }
    return token;
};

export const takeIf = (cursor, word) => {
    if (!is(next(cursor), word)) {
        return false;
    }
    cursor.at += 1;
    return true;
};

export const expect = (cursor, word, right) => {
    if (!takeIf(cursor, word)) {
        throw fail(next(cursor), `${shown(next(cursor))} stands where '${word}' is needed`, right);
    }
};

export const takeName = (cursor, what) => {
    const token = next(cursor);
    if (token.kind !== 'name') {
        throw fail(token, `${shown(token)} stands where the name of ${what} is needed`);
    }
    if (isReserved(token.word)) {
        throw fail(token, `'${token.word}' has a meaning of its own and cannot name ${what}`);
    }
    return take(cursor).word;
};

export const takeText = (cursor, what) => {
    const token = next(cursor);
    if (token.kind !== 'text') {
        throw fail(token, `${shown(token)} stands where a text is needed`, `${what} in "`);
    }
    return take(cursor).word;
};

/** @returns {bigint} */
export const takeNumber = (cursor) => {
    const token = take(cursor);
    // Longer ones would be turned into a number only to be refused.
    const digits = token.word.replace(/^0+(?=[0-9])/, '');
    if (token.kind === 'number' && digits.length <= 19 && BigInt(digits) <= MOST) {
        return BigInt(digits);
    }
    throw fail(token, `${shown(token)} is larger than any number`, `at most ${MOST}`);
};

export const listOf = (cursor, item) => {
    const items = [];
    do {
        items.push(item(cursor));
    } while (takeIf(cursor, ','));
    return items;
};

/** What stands in parentheses, or nothing where there are none. */
export const parenthesised = (cursor, item) => {
    if (!takeIf(cursor, '(') || takeIf(cursor, ')')) {
        return [];
    }
    const items = listOf(cursor, item);
    expect(cursor, ')', 'a closing parenthesis');
    return items;
};

/** Reads one level deeper. */
export const deeper = (cursor, read) => {
    cursor.depth += 1;
    if (cursor.depth > MAX_DEPTH) {
        throw fail(next(cursor), `this lies more than ${MAX_DEPTH} levels deep`, 'give parts of it a name with let');
    }
    const result = read();
    cursor.depth -= 1;
    return result;
};
