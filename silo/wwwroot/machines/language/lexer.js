import { machineFault } from './fault.js';

/** Most UTF-8 bytes of a text. */
export const MAX_TEXT_BYTES = 32_768;

const SYMBOLS = [':=', '->', '!=', '<=', '>=', '??', '=', '<', '>', '+', '-', '*', '/', '%', '(', ')', '[', ']', ',', ':', '.', '?'];

// Characters that nobody sees, or that change how a line reads: first and last of each range, rising. The same table as the group's, so that both know the same machines.
const INVISIBLE = [
    0x0000, 0x001F, 0x007F, 0x009F, 0x00AD, 0x00AD, 0x034F, 0x034F, 0x0600, 0x0605, 0x061C, 0x061C, 0x06DD, 0x06DD, 0x070F, 0x070F, 0x0890, 0x0891,
    0x08E2, 0x08E2, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x180E, 0x200B, 0x200F, 0x2028, 0x202E, 0x2060, 0x206F, 0x2800, 0x2800, 0x3164, 0x3164,
    0xD800, 0xDFFF, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF9, 0xFFFB, 0x110BD, 0x110BD, 0x110CD, 0x110CD, 0x13430, 0x1343F, 0x1BCA0, 0x1BCA3,
    0x1D173, 0x1D17A, 0xE0000, 0xE0FFF,
];

const isInvisible = (codePoint) => {
    for (let i = 0; i < INVISIBLE.length; i += 2) {
        if (codePoint <= INVISIBLE[i + 1]) {
            return codePoint >= INVISIBLE[i];
        }
    }
    return false;
};

const code = (codePoint) => `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;

/** Where reading stands: the text, the place in it, and the line that it is on. */
const begin = (text) => ({ text, at: 0, line: 1, lineStart: 0, tokens: [] });

const placeAt = (reader, start) => ({ line: reader.line, column: start - reader.lineStart + 1 });

const fail = (reader, start, message, right) => machineFault(placeAt(reader, start), message, right);

/** A carriage return only before the line feed: elsewhere it would hide the beginning of its line. */
const isLineEnd = (text, at) => text[at] === '\r' && text[at + 1] === '\n';

/** The next character inside a text or comment, which everybody has to see. */
const takeVisible = (reader) => {
    const { text, at } = reader;
    const codePoint = text.codePointAt(at);
    if (text[at] !== '\t' && !isLineEnd(text, at) && isInvisible(codePoint)) {
        throw fail(reader, at, `the character ${code(codePoint)} is invisible, or changes how the line reads`, 'remove it');
    }
    const taken = String.fromCodePoint(codePoint);
    reader.at += taken.length;
    return taken;
};

/** Blanks, line ends and comments; false at the end. */
const skip = (reader) => {
    const { text } = reader;
    while (reader.at < text.length) {
        const c = text[reader.at];
        if (c === '\n') {
            reader.at += 1;
            reader.line += 1;
            reader.lineStart = reader.at;
        } else if (c === ' ' || c === '\t' || isLineEnd(text, reader.at)) {
            reader.at += 1;
        } else if (c === '#') {
            while (reader.at < text.length && text[reader.at] !== '\n') {
                takeVisible(reader);
            }
        } else {
            return true;
        }
    }
    return false;
};

/** A backslash escapes the quotation mark and itself; a text ends on its line. */
const readText = (reader) => {
    const { text, at: start } = reader;
    let content = '';
    reader.at += 1;
    while (text[reader.at] !== '"') {
        if (reader.at >= text.length || text[reader.at] === '\n' || text[reader.at] === '\r') {
            throw fail(reader, start, 'this text does not end on its line', 'close it with "');
        }
        if (text[reader.at] === '\\') {
            const escaped = text[reader.at + 1];
            if (escaped !== '"' && escaped !== '\\') {
                throw fail(reader, reader.at, 'a backslash stands before " or \\ only', 'write \\\\ for one backslash');
            }
            content += escaped;
            reader.at += 2;
        } else {
            content += takeVisible(reader);
        }
    }
    reader.at += 1;
    return content;
};

const failForeign = (reader) => {
    const codePoint = reader.text.codePointAt(reader.at);
    const shown = codePoint > 0x20 && codePoint < 0x7F ? `'${String.fromCodePoint(codePoint)}'`
        : isInvisible(codePoint) ? code(codePoint) : `'${String.fromCodePoint(codePoint)}' (${code(codePoint)})`;
    return fail(reader, reader.at, `${shown} has no meaning here`, 'names are letters a to z, digits and _; texts stand in "');
};

const match = (pattern, reader) => {
    pattern.lastIndex = reader.at;
    const found = pattern.exec(reader.text)?.[0] ?? null;
    reader.at += found?.length ?? 0;
    return found;
};

const readToken = (reader) => {
    const { text, at: start } = reader;
    const place = placeAt(reader, start);
    const name = match(/[A-Za-z_][A-Za-z0-9_]*/y, reader);
    if (name !== null) {
        if (text.charCodeAt(reader.at) > 0x7F) {
            throw failForeign(reader);
        }
        if (name.length > 64) {
            throw fail(reader, start, 'a name has at most 64 characters');
        }
        return { kind: 'name', word: name, place };
    }
    const digits = match(/[0-9]+/y, reader);
    if (digits !== null) {
        return { kind: 'number', word: digits, place };
    }
    if (text[start] === '"') {
        return { kind: 'text', word: readText(reader), place };
    }
    const symbol = SYMBOLS.find((one) => text.startsWith(one, start));
    if (symbol === undefined) {
        throw failForeign(reader);
    }
    reader.at += symbol.length;
    return { kind: 'symbol', word: symbol, place };
};

/**
 * The words of a text; the last is of kind `end`. Outside texts and comments only ASCII is taken, so a letter that looks like another cannot be a different name.
 * @param {string} text
 * @returns {{kind: 'name' | 'number' | 'text' | 'symbol' | 'end', word: string, place: import('./fault.js').Place}[]}
 */
export const wordsOf = (text) => {
    const first = { line: 1, column: 1 };
    if (text.length > MAX_TEXT_BYTES || new TextEncoder().encode(text).length > MAX_TEXT_BYTES) {
        throw machineFault(first, `the text has more than ${MAX_TEXT_BYTES} bytes`, 'split the machine, or shorten its comments');
    }
    if (/\p{Surrogate}/u.test(text)) {
        throw machineFault(first, 'the text holds half a character');
    }
    const reader = begin(text);
    while (skip(reader)) {
        reader.tokens.push(readToken(reader));
    }
    reader.tokens.push({ kind: 'end', word: '', place: placeAt(reader, reader.at) });
    return reader.tokens;
};
