// Texts that others wrote, numbers and times, as a person reads them. Signed texts are shown as they are signed.

import { h } from './dom.js';

// Also fillers, which are letters to Unicode, and the blank of Braille; not the selector that makes emoji of signs.
const HIDDEN = /(?!\uFE0F)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{DI}\u2800]/u;
const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee'].map(name => new RegExp(`\\p{Script=${name}}`, 'u'));
const numbers = new Intl.NumberFormat();
const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const spans = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const UNITS = [['year', 31536e6], ['month', 2592e6], ['day', 864e5], ['hour', 36e5], ['minute', 6e4], ['second', 1e3]];

/**
 * A text of somebody else as an element of its own: what one does not see stands there by its code, what could turn the direction of writing turns nothing outside, and letters of
 * several alphabets that look alike are told.
 */
export function foreign(text, most = 400) {
    const shown = [...String(text)];
    const parts = shown.slice(0, most).map(character => HIDDEN.test(character) && character !== '\n' && character !== '\t'
        ? h('span', { class: 'hidden-character', title: 'a character that one does not see' }, `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`) : character);
    if (shown.length > most) {
        parts.push(' ...');
    }
    const odd = looksAlike(text);
    return h('bdi', { class: odd ? 'text odd' : 'text', title: odd ? 'letters of several alphabets, which can look alike' : null }, joined(parts), odd ? ' (mixed alphabets)' : null);
}

/** Whether a word of the text mixes alphabets whose letters look alike. */
export function looksAlike(text) {
    return String(text).split(/[^\p{L}\p{M}]+/u).some(word => SCRIPTS.filter(script => script.test(word)).length > 1);
}

/** An amount, a text or BigInt, with the locale's groups. */
export function amount(value) {
    try {
        return numbers.format(BigInt(value));
    } catch {
        return String(value);
    }
}

/** A time in Unix milliseconds: date and time of the locale. */
export function moment(ms) {
    return Math.abs(ms) <= 8.64e15 ? times.format(ms) : `${ms} ms`;
}

/** The date alone. */
export function day(ms) {
    return Math.abs(ms) <= 8.64e15 ? days.format(ms) : `${ms} ms`;
}

/** How long ago, or until when: "5 minutes ago". */
export function ago(ms, now = Date.now()) {
    const [unit, size] = UNITS.find(([, one]) => Math.abs(ms - now) >= one) ?? UNITS.at(-1);
    return spans.format(Math.trunc((ms - now) / size), unit);
}

/** A time element, readable and exact. */
export function time(ms) {
    return h('time', { datetime: Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null, title: moment(ms) }, moment(ms));
}

/** An account or hash by its two ends; the whole in the title. */
export function short(id) {
    return h('code', { title: id }, id.length > 16 ? `${id.slice(0, 6)}...${id.slice(-6)}` : id);
}

/** An id without its owner's 26 characters in front, which stand in the title. */
export function idName(id) {
    const at = id.search(/^[a-z2-7]{26}:/) === 0 ? 27 : 0;
    return h('bdi', { title: id, class: 'text' }, id.slice(at));
}

/** "3 of 4 merchants". */
export function ofAll(count, total) {
    return `${count} of ${total} merchants`;
}

function joined(parts) {
    const nodes = [];
    for (const part of parts) {
        if (typeof part === 'string' && typeof nodes.at(-1) === 'string') {
            nodes[nodes.length - 1] += part;
        } else {
            nodes.push(part);
        }
    }
    return nodes;
}
