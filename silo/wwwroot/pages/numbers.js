// Numbers that the merchants keep, add up and compare without being able to read them.

import { KINDS, numberCard } from '../parts/number-card.js';
import { runNumbers } from '../parts/number-run.js';
import { savedMaster, setup } from '../parts/number-setup.js';
import { withButtons } from '../parts/asset-inputs.js';
import { useStyle } from '../parts/asset-style.js';
import { dialog } from '../parts/dialog.js';
import { h, put } from '../parts/dom.js';
import { sentenceOf } from '../parts/faults.js';
import { checks, field, form } from '../parts/form.js';
import { amount, foreign, idName } from '../parts/text.js';
import { openVariables } from '../sealed/variables.js';

const OPERATORS = [['>=', 'at least'], ['<=', 'at most'], ['>', 'more than'], ['<', 'less than'], ['=', 'exactly'], ['!=', 'not']];
const MAX_I64 = (1n << 63n) - 1n;

export const numbers = {
    path: 'numbers',
    words: 'Numbers',
    inMenu: true,
    render(session, [id]) {
        useStyle('/parts/asset.css');
        const intro = h('p', {}, 'The merchants keep these numbers, and can add to them and compare them, but not read them. They are encrypted and opened in this browser alone.');
        if (session.key === null) {
            return { node: h('div', {}, h('h1', {}, 'Encrypted numbers'), intro, h('div', { class: 'card' }, h('p', {}, 'To keep a number you need a key first; it takes one minute.'), h('a', { class: 'button first', href: '#/' }, 'Begin'))) };
        }
        const box = h('div', { 'data-part': 'numbers' }, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
        const others = h('div', {});
        let turn = 0;
        const load = async () => {
            const mine = ++turn;
            try {
                const master = await savedMaster(session);
                const shown = await own(session, master);
                if (mine === turn) {
                    put(box, master === null ? setup(session, load) : create(session, master), shown, h('p', {}, h('button', { type: 'button', class: 'link', 'data-act': 'again', on: { click: load } }, 'Ask again')));
                }
            } catch (fault) {
                if (mine === turn) {
                    put(box, h('div', { class: 'card' }, h('p', { class: 'wrong' }, foreign(sentenceOf(fault))), h('button', { type: 'button', on: { click: load } }, 'Ask again')));
                }
            }
        };
        const stop = session.onChanged(load);
        load();
        const search = lookUp(session, others);
        if (id !== undefined) {
            show(session, id, others);
        }
        return {
            node: h('div', {}, h('h1', {}, 'Encrypted numbers'), intro, box, search, others),
            dispose() {
                turn += 1;
                stop();
            },
        };
    },
};

/** Cards of all numbers of the own account. */
async function own(session, master) {
    const variables = master === null ? null : opened(session, master);
    const cards = [];
    for await (const page of session.client.variables(`${session.prefix}:`)) {
        for (const read of page) {
            cards.push(numberCard(session, read, variables === null ? null : await variables.open(read), master === null ? [] : actions(session, master, read)));
        }
    }
    return cards.length > 0 ? h('div', { class: 'grid' }, cards) : master === null ? null : h('p', { class: 'quiet' }, 'You keep no numbers yet. Write the first one above.');
}

const opened = (session, master) => openVariables({ client: session.client, handle: session.key, master });

function actions(session, master, read) {
    const name = read.id.slice(read.id.indexOf(':') + 1);
    const button = (words, act, ask) => h('button', { type: 'button', 'data-act': act, on: { click: ask } }, words);
    return [
        button('Set', 'set', () => ask(session, `Set ${name}`, [numberField('The new value')], async ([value]) => run(session, master, `Set ${name}`, `The new value is ${amount(value)}.`, all => all.set(read.id, value)))),
        button('Add', 'add', () => ask(session, `Add to ${name}`, [numberField('How much is added', 'With a minus in front it is taken away.')], async ([value]) => run(session, master, `Add to ${name}`, `${amount(value)} is added.`, all => all.sum(read.id, value)))),
        button('Compare', 'compare', () => compare(session, master, read.id, name)),
    ];
}

function ask(session, title, fields, then) {
    return dialog(title, close => [withButtons(form(fields, 'Continue', async (...texts) => {
        if (await then(texts.map(text => BigInt(text.trim()))) !== undefined) {
            close();
        }
    }), h('button', { type: 'button', on: { click: () => close() } }, 'Do nothing'))]);
}

const run = (session, master, title, note, work) => runNumbers(session, master, { title, note, work });

function compare(session, master, id, name) {
    const operator = field('Is it', h('select', { 'data-act': 'operator' }, OPERATORS.map(([value, words]) => h('option', { value }, words))));
    const other = numberField('Compared with');
    return dialog(`Compare ${name}`, close => [
        h('p', {}, 'The merchants answer yes or no, without reading your number, and sign the answer. Everybody can see the answer.'),
        withButtons(form([operator, other], 'Continue', async (sign, text) => {
            const value = BigInt(text.trim());
            const words = OPERATORS.find(([one]) => one === sign)[1];
            const answer = await runNumbers(session, master, {
                title: `Compare ${name}`,
                note: `Is it ${words} ${amount(value)}?`,
                work: all => all.compare(id, sign, value),
                receiptIn: result => result.receipt,
                ending: result => h('p', { 'data-part': 'answer', 'data-value': String(result.holds) }, `Is it ${words} ${amount(value)}? `, h('strong', {}, result.holds ? 'Yes.' : 'No.')),
            });
            if (answer !== undefined) {
                close();
            }
        }), h('button', { type: 'button', on: { click: () => close() } }, 'Do nothing')),
    ]);
}

function create(session, master) {
    const name = field('Name', h('input', { autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', 'data-act': 'number-name' }), { hint: 'Everybody can read the name, and nobody the number.', check: checks.name });
    const kind = field('What it is for', h('select', { 'data-act': 'kind' }, [['homo-add-int', 'To add up'], ['homo-ope-int', 'To compare']].map(([value, words]) => h('option', { value }, words))), {
        hint: 'To add up: a budget, a stock. To compare: an age, a limit, a bid.',
    });
    const first = numberField('The number');
    return h('div', { class: 'card' }, h('h2', {}, 'Keep a number'), form([name, kind, first], 'Keep it', async (text, contract, digits) => {
        const value = BigInt(digits.trim());
        const answer = await runNumbers(session, master, { title: `Keep ${text}`, note: `The number is ${amount(value)}: ${KINDS[contract]}.`, work: all => all.create(`${session.prefix}:${text}`, contract, value) });
        if (answer !== undefined) {
            name.control.value = '';
            first.control.value = '';
        }
    }));
}

function numberField(label, hint) {
    return field(label, h('input', { inputmode: 'numeric', autocomplete: 'off', 'data-act': 'number' }), {
        hint,
        check: text => /^(0|-?[1-9][0-9]{0,18})$/.test(text.trim()) && BigInt(text.trim()) <= MAX_I64 && BigInt(text.trim()) >= -MAX_I64 - 1n ? null : 'Write a whole number, without dots or blanks.',
    });
}

function lookUp(session, place) {
    const id = field('Its full name', h('input', { autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', 'data-act': 'number-id' }), { check: text => checks.id(text.trim()) });
    return h('details', { class: 'card' }, h('summary', {}, 'Look at somebody else\'s number'), form([id], 'Look', text => show(session, text.trim(), place)));
}

async function show(session, id, place) {
    put(place, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
    try {
        const read = checks.id(id) === null ? await session.client.read('variable', id, { fresh: true }) : { present: false };
        const master = await savedMaster(session);
        put(place, !read.present || read.value === null ? h('div', { class: 'card' }, h('p', {}, 'There is no number ', idName(id), '.'))
            : numberCard(session, read, master === null ? null : await opened(session, master).open(read), [read.register.owner, ...read.value.writers, ...read.value.readers].includes(session.key.account) && master !== null ? actions(session, master, read) : []));
    } catch (fault) {
        put(place, h('p', { class: 'wrong' }, foreign(sentenceOf(fault))));
    }
}
