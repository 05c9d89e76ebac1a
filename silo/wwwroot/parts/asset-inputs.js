// Fields for the inputs of a step, by their types. What they answer is the form that requests carry.

import { refuse } from '../machines/language/types.js';
import { fromJson } from '../machines/values.js';
import { photoField } from './asset-photo.js';
import { h } from './dom.js';
import { checks, field } from './form.js';

const SPANS = [['days', 86_400_000n], ['hours', 3_600_000n], ['weeks', 604_800_000n], ['minutes', 60_000n]];
const LONG_TEXT = 100;
const MAX_MS = 9_007_199_254_740_991n;

/**
 * A field of `{name, type}`: `{node, control, read}`; `read()` answers the JSON of a value, undefined where an optional one was left empty, or null where it is wrong, which is then said.
 * `label`, `hint` and `initial` (text) are for people; `choices` (`[[value, words]]`) of an account are all that there are; `words` of asset-words.js name the cases of a choice.
 */
export function inputField(session, { type }, { label, hint, initial, choices, words }) {
    if (type.kind === 'bytes' && type.bound === 32) {
        return photoField(label, { isOptional: type.optional, hint });
    }
    const kind = choices === undefined ? KINDS[type.kind] ?? json : () => ({ control: choice([['', 'Choose ...'], ...choices]), toJson: account => ({ account }) });
    const { control, more = null, toJson, hint: usual } = kind({ session, type, words });
    if (initial !== undefined) {
        control.value = initial;
    }
    const parse = text => {
        if (text.trim() === '') {
            return type.optional ? undefined : type.kind === 'text' ? toJson('') : null;
        }
        return toJson(text);
    };
    const wrong = text => {
        const value = parse(text);
        if (value === undefined) {
            return null;
        }
        const held = value === null ? null : fromJson(value);
        if (held === null) {
            return text.trim() === '' ? 'Please fill this in.' : WRONG[type.kind] ?? 'That is not written as it has to be.';
        }
        const reason = refuse(type, held);
        return reason === null ? null : `${reason[0].toUpperCase()}${reason.slice(1)}.`;
    };
    const one = field(type.optional ? `${label} (may stay empty)` : label, control, { hint: hint ?? usual, check: wrong });
    if (more?.tagName === 'SELECT') {
        const both = h('div', { class: 'asset-span' });
        control.replaceWith(both);
        both.append(control, more);
    } else if (more !== null) {
        control.after(more);
    }
    return {
        node: one.node,
        control,
        read() {
            const text = one.read();
            return text === null ? null : parse(text);
        },
    };
}

/** Puts further buttons beside a form's own. */
export function withButtons(made, ...buttons) {
    made.lastElementChild.append(...buttons);
    return made;
}

/** The Unix milliseconds of a `datetime-local` control's text, or null. */
export function momentOf(text) {
    const ms = new Date(text).getTime();
    return Number.isSafeInteger(ms) && ms >= 0 ? ms : null;
}

/** Unix milliseconds as a `datetime-local` control wants them. */
export function localText(ms) {
    const date = new Date(Number(ms));
    const two = number => String(number).padStart(2, '0');
    return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The account that a person typed: 43 characters, or a name that this browser has for one; null for neither. */
export function accountTyped(session, text) {
    const typed = text.trim();
    if (checks.account(typed) === null) {
        return typed;
    }
    const known = knownAccounts(session).filter(([, name]) => name.toLowerCase() === typed.toLowerCase());
    return known.length === 1 ? known[0][0] : null;
}

/** Accounts with their names: merchants, issuers and those that the customer named. */
export function knownAccounts(session) {
    const all = new Map([...session.group.issuers, ...session.group.members].map(one => [one.account, one.name]));
    session.petnames.list().filter(([id]) => checks.account(id) === null).forEach(([id, name]) => all.set(id, name));
    return [...all];
}

const WRONG = {
    int: 'Write a whole number.', amount: 'Write a whole number, 0 or more, without dots or blanks.', time: 'Choose a day and a time.', duration: 'Write a whole number.',
    account: 'That is neither an account nor a name that you gave to one.', asset: 'An id has 1 to 128 of a to z, 0 to 9, . _ : and -', wallet: 'An id has 1 to 128 of a to z, 0 to 9, . _ : and -',
};

const plain = attributes => h('input', { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', ...attributes });

const number = () => ({ control: plain({ inputmode: 'numeric' }), toJson: text => /^(0|-?[1-9][0-9]{0,18})$/.test(text.trim()) ? { int: text.trim() } : null });

const id = ({ session }) => {
    const known = session.petnames.list().filter(([one]) => checks.id(one) === null && checks.account(one) !== null);
    return { ...listed(plain(), known), toJson: text => checks.id(text.trim()) === null ? { text: text.trim() } : null };
};

const KINDS = {
    int: number,
    amount: number,
    asset: id,
    wallet: id,
    text: ({ type }) => ({ control: type.bound > LONG_TEXT ? h('textarea', { rows: 3 }) : h('input', { autocomplete: 'off' }), toJson: text => ({ text }) }),
    account: ({ session }) => ({
        ...listed(plain(), knownAccounts(session)),
        hint: 'Their account, or the name that you gave to it.',
        toJson: text => {
            const account = accountTyped(session, text);
            return account === null ? null : { account };
        },
    }),
    time: () => ({ control: h('input', { type: 'datetime-local' }), toJson: text => momentOf(text) === null ? null : { time: momentOf(text) } }),
    duration: () => {
        const unit = h('select', { 'aria-label': 'Days, hours, weeks or minutes' }, SPANS.map(([name, size]) => h('option', { value: size.toString() }, name)));
        const toJson = text => {
            const ms = /^[0-9]{1,10}$/.test(text.trim()) ? BigInt(text.trim()) * BigInt(unit.value) : MAX_MS + 1n;
            return ms > MAX_MS ? null : { duration: ms.toString() };
        };
        return { control: plain({ inputmode: 'numeric' }), more: unit, toJson };
    },
    bool: () => ({ control: choice([['', 'Choose ...'], ['true', 'yes'], ['false', 'no']]), toJson: text => ({ bool: text === 'true' }) }),
    choice: ({ type, words }) => ({ control: choice([['', 'Choose ...'], ...type.cases.map(name => [name, words.choice(name)])]), toJson: text => ({ choice: text }) }),
    bytes: ({ type }) => ({ control: plain(), hint: `${type.bound} bytes, as hexadecimal digits.`, toJson: text => /^([0-9a-f]{2})*$/i.test(text.trim()) ? { bytes: text.trim().toLowerCase() } : null }),
};

// Lists, maps and records: as requests carry them, for those who can write that.
const json = () => ({
    control: h('textarea', { rows: 4, spellcheck: 'false' }),
    hint: 'In the form of requests, such as {"list":[{"int":"5"}]}.',
    toJson(text) {
        try {
            return JSON.parse(text);
        } catch {
            return null;
        }
    },
});

const choice = options => h('select', {}, options.map(([value, words]) => h('option', { value }, words)));

let lists = 0;

function listed(control, known) {
    lists += 1;
    control.setAttribute('list', `known-${lists}`);
    return { control, more: h('datalist', { id: `known-${lists}` }, known.map(([value, name]) => h('option', { value }, name))) };
}
