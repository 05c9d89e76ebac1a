// Values of assets as a person reads them: names for accounts, days for times, a link for an asset.

import { h } from './dom.js';
import { ago, amount, foreign, idName, moment, short } from './text.js';

const DAY = 86_400_000n;
const UNITS = [['week', 7n * DAY], ['day', DAY], ['hour', 3_600_000n], ['minute', 60_000n], ['second', 1000n], ['millisecond', 1n]];
const MAX_SHOWN = 40;

/** A length of time, BigInt milliseconds: "2 days". */
export function span(ms) {
    const [unit, size] = UNITS.find(([, one]) => ms !== 0n && ms % one === 0n && (one !== UNITS[0][1] || ms >= 2n * one)) ?? UNITS.at(-2);
    const count = ms / size;
    return `${amount(count)} ${unit}${count === 1n ? '' : 's'}`;
}

/** Who an account is: "you", the name that this browser has for it, or its ends. */
export function who(session, account) {
    if (account === session.key?.account) {
        return h('span', { title: account }, 'you');
    }
    const name = session.petnames.of(account);
    return name === null ? short(account) : h('span', { title: account }, foreign(name));
}

/** Nodes for a machine's value. `type` is the declared one where it is known; `words` of asset-words.js. */
export function shownValue(session, value, { type = null, words }) {
    switch (value.kind) {
        case 'none': return h('span', { class: 'quiet' }, 'none');
        case 'int': return amount(value.value);
        case 'time': return instant(value.value);
        case 'duration': return span(value.value);
        case 'bool': return value.value ? 'yes' : 'no';
        case 'account': return who(session, value.value);
        case 'choice': return foreign(words.choice(value.value));
        case 'bytes': return h('code', { title: value.value }, value.value.length > 20 ? `${value.value.slice(0, 10)}...${value.value.slice(-6)}` : value.value);
        case 'text': return type?.kind === 'asset' ? assetLink(session, value.value) : type?.kind === 'wallet' ? foreign(value.value) : value.value === '' ? h('span', { class: 'quiet' }, 'empty') : foreign(value.value);
        default: return shownMany(session, value, { type, words });
    }
}

/** A time, how far it is, and the exact one in the title. */
export function instant(ms) {
    const number = Number(ms);
    return h('span', { title: moment(number) }, `${moment(number)} (${ago(number)})`);
}

/** An asset by its name, with a link to its page. */
export function assetLink(session, id) {
    const name = session.petnames.of(id);
    return h('a', { href: `#/asset/${encodeURIComponent(id)}` }, name === null ? idName(id) : foreign(name));
}

function shownMany(session, value, { type, words }) {
    const items = value.kind === 'list' ? value.items : value.kind === 'map' ? value.pairs : value.fields;
    if (items.length === 0) {
        return h('span', { class: 'quiet' }, 'nobody or nothing');
    }
    if (value.kind === 'record') {
        const typeOf = name => type?.fields?.find(field => field.name === name)?.type ?? null;
        return h('span', {}, ordered(type, items).flatMap(([name, field], i) => [i === 0 ? null : ', ', h('span', { class: 'quiet' }, `${words.value(name)}: `), shownValue(session, field, { type: typeOf(name), words })]));
    }
    const rest = items.length > MAX_SHOWN ? h('li', { class: 'quiet' }, `and ${items.length - MAX_SHOWN} more`) : null;
    const one = item => value.kind === 'list' ? shownValue(session, item, { type: type?.element ?? null, words })
        : [shownValue(session, item[0], { type: type?.key ?? null, words }), ': ', shownValue(session, item[1], { type: type?.element ?? null, words })];
    return h('ol', { class: 'plain' }, items.slice(0, MAX_SHOWN).map(item => h('li', {}, one(item))), rest);
}

// As the rules name them, not as the bytes have them.
function ordered(type, fields) {
    const place = name => type?.fields?.findIndex(field => field.name === name) ?? 0;
    return [...fields].sort(([left], [right]) => place(left) - place(right));
}
