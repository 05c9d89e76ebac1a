// Controls by the type of a value, and what a person entered in them, as machines/language/typed.js reads it.

import { freshId, h } from './dom.js';
import { checks } from './form.js';
import { knownAccounts } from './asset-accounts.js';
import { foreignText } from './asset-plain.js';

const UNITS = ['days', 'hours', 'weeks', 'minutes'];
const LONG_TEXT = 100;

/**
 * `{control, typed, hint?, place?}` of a plain type, `{node, typed}` of a list, map or record. `typed()` answers what stands there; `place()` puts more beside the control once it is in its field.
 */
export function askerOf(session, type, more) {
    if (more.choices !== undefined) {
        const control = options([['', 'Choose ...'], ...more.choices]);
        return { control, typed: () => control.value };
    }
    return (ASKERS[type.kind] ?? plainAsker)(session, type, more);
}

/** Unix milliseconds as a `datetime-local` control wants them. */
export function localText(ms) {
    const date = new Date(Number(ms));
    const two = number => String(number).padStart(2, '0');
    return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

const input = attributes => h('input', { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', ...attributes });
const options = all => h('select', {}, all.map(([value, words]) => h('option', { value }, foreignText(words))));

function plainAsker() {
    const control = input();
    return { control, typed: () => control.value };
}

function numberAsker() {
    const control = input({ inputmode: 'numeric' });
    return { control, typed: () => control.value };
}

/** A text with known values to choose from. */
function listedAsker(known, hint) {
    const id = freshId('known');
    const control = input({ list: id });
    const list = h('datalist', { id }, known.map(([value, name]) => h('option', { value }, foreignText(name))));
    return { control, hint, typed: () => control.value, place: () => control.after(list) };
}

const idAsker = session => listedAsker(session.petnames.list().filter(([one]) => checks.id(one) === null && checks.account(one) !== null), '~/ stands for your own names.');

function recordAsker(session, type, more) {
    const parts = type.fields.map(one => [one.name, askerOf(session, one.type, { words: more.words })]);
    return { node: h('div', {}, parts.map(([name, asker]) => labelled(more.words.value(name), asker))), typed: () => Object.fromEntries(parts.map(([name, asker]) => [name, asker.typed()])) };
}

/** As many as one likes, up to the bound. `make()` answers `{nodes, typed}` of one. */
function manyAsker(bound, make) {
    const items = [];
    const list = h('div', {});
    const add = h('button', {
        type: 'button',
        on: {
            click() {
                const one = make();
                const row = h('div', { class: 'note' }, one.nodes, h('button', { type: 'button', class: 'link', on: { click: () => { items.splice(items.indexOf(one), 1); row.remove(); add.disabled = false; add.focus(); } } }, 'Remove'));
                items.push(one);
                list.append(row);
                add.disabled = items.length >= bound;
                row.querySelector('input, select, textarea, button').focus();
            },
        },
    }, 'Add one');
    return { node: h('div', {}, list, add), typed: () => items.map(one => one.typed()) };
}

function labelled(label, asker) {
    if (asker.control === undefined) {
        return h('fieldset', { class: 'asset-set' }, h('legend', {}, label), asker.node);
    }
    asker.control.id ||= freshId('f');
    const node = h('div', { class: 'field' }, h('label', { for: asker.control.id }, label), asker.control);
    asker.place?.();
    return node;
}

const ASKERS = {
    int: numberAsker,
    amount: numberAsker,
    asset: idAsker,
    wallet: idAsker,
    account: session => listedAsker(knownAccounts(session), 'Their account, or the name that you gave to it.'),
    text(session, type) {
        const control = type.bound > LONG_TEXT ? h('textarea', { rows: 3 }) : h('input', { autocomplete: 'off' });
        return { control, typed: () => control.value };
    },
    time() {
        const control = h('input', { type: 'datetime-local' });
        // What stands there is of this device's clock; the moment it means is the same everywhere.
        const typed = () => {
            const ms = new Date(control.value).getTime();
            return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
        };
        return { control, typed };
    },
    duration() {
        const unit = h('select', { 'aria-label': 'Days, hours, weeks or minutes' }, UNITS.map(name => h('option', { value: name }, name)));
        const control = input({ inputmode: 'numeric' });
        const place = () => {
            const both = h('div', { class: 'asset-span' });
            control.replaceWith(both);
            both.append(control, unit);
        };
        return { control, place, typed: () => control.value.trim() === '' ? '' : `${control.value.trim()} ${unit.value}` };
    },
    bool() {
        const control = options([['', 'Choose ...'], ['yes', 'yes'], ['no', 'no']]);
        return { control, typed: () => control.value };
    },
    choice(session, type, { words }) {
        const control = options([['', 'Choose ...'], ...type.cases.map(name => [name, words.choice(name)])]);
        return { control, typed: () => control.value };
    },
    bytes(session, type) {
        const control = input();
        return { control, hint: `${type.bound} bytes, as hexadecimal digits.`, typed: () => control.value };
    },
    record: recordAsker,
    list(session, type, { words }) {
        return manyAsker(type.bound, () => {
            const one = askerOf(session, type.element, { words });
            return { nodes: labelled('Item', one), typed: one.typed };
        });
    },
    map(session, type, { words }) {
        return manyAsker(type.bound, () => {
            const [key, held] = [type.key, type.element].map(part => askerOf(session, part, { words }));
            return { nodes: [labelled('For', key), labelled('Value', held)], typed: () => [key.typed(), held.typed()] };
        });
    },
};
