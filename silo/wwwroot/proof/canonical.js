// Canonical JSON (RFC 8785) with integers only: members in the order of their UTF-16 units, no blanks, no needless escapes, numbers 0 to 2^53-1.
// What is read is written again and compared, which settles duplicates, floats, minus zero, blanks and trailing bytes in one rule.

import { text as strictText } from './bytes.js';
import { ProofFault } from './fault.js';

/** How deep objects and arrays may nest. */
export const MAX_DEPTH = 24;
const DEFAULT_MAX_BYTES = 8 << 20;

/**
 * The value of canonical JSON in bytes or a text: frozen objects without a prototype, frozen arrays, strings, booleans, null and integers.
 * Throws ProofFault `malformed` for anything that `writeCanonical` would not have written, or that is longer than `maxBytes` or deeper than 24.
 */
export function readCanonical(source, maxBytes = DEFAULT_MAX_BYTES) {
    const value = tryCanonical(source, maxBytes);
    if (value === undefined) {
        throw new ProofFault('malformed', 'Malformed', 'it is not canonical JSON');
    }
    return value;
}

/** As `readCanonical`, and undefined instead of a fault. */
export function tryCanonical(source, maxBytes = DEFAULT_MAX_BYTES) {
    if (source.length > maxBytes) {
        return undefined;
    }
    const text = typeof source === 'string' ? source : strictText(source);
    if (text === null || !isWithinDepth(text)) {
        return undefined;
    }
    try {
        const value = frozen(JSON.parse(text));
        return writeCanonical(value) === text ? value : undefined;
    } catch {
        return undefined;
    }
}

/** The canonical JSON text of a value. Throws TypeError for what has none: other numbers, lone surrogates, functions, more than 24 levels. */
export function writeCanonical(value) {
    const parts = [];
    write(parts, value, 0);
    return parts.join('');
}

function write(parts, value, depth) {
    if (typeof value === 'string') {
        parts.push(writeText(value));
    } else if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) {
        parts.push(String(value));
    } else if (value === null || typeof value === 'boolean') {
        parts.push(String(value));
    } else if (depth === MAX_DEPTH || typeof value !== 'object') {
        throw new TypeError('the value has no canonical JSON');
    } else if (Array.isArray(value)) {
        parts.push('[');
        value.forEach((item, index) => {
            parts.push(index === 0 ? '' : ',');
            write(parts, item, depth + 1);
        });
        parts.push(']');
    } else {
        parts.push('{');
        Object.keys(value).sort().forEach((name, index) => {
            parts.push(index === 0 ? '' : ',', writeText(name), ':');
            write(parts, value[name], depth + 1);
        });
        parts.push('}');
    }
}

// JSON.stringify escapes as RFC 8785 does, except that it writes a lone surrogate as an escape instead of refusing it.
function writeText(value) {
    if (!value.isWellFormed()) {
        throw new TypeError('the text is not well-formed Unicode');
    }
    return JSON.stringify(value);
}

// Before parsing, so that what a sender nests costs no stack.
function isWithinDepth(text) {
    let depth = 0;
    let inString = false;
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (inString) {
            if (code === 92) {
                i++;
            } else if (code === 34) {
                inString = false;
            }
        } else if (code === 34) {
            inString = true;
        } else if (code === 123 || code === 91) {
            if (++depth > MAX_DEPTH) {
                return false;
            }
        } else if (code === 125 || code === 93) {
            depth--;
        }
    }
    return true;
}

// Names such as __proto__ or constructor are members like any other.
function frozen(value) {
    if (value === null || typeof value !== 'object') {
        return value;
    }
    if (Array.isArray(value)) {
        return Object.freeze(value.map(frozen));
    }
    const copy = Object.create(null);
    for (const name of Object.keys(value)) {
        copy[name] = frozen(value[name]);
    }
    return Object.freeze(copy);
}
