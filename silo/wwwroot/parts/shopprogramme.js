// A programme of points from a shop's side: who owes whom, statements for the books, and the way to a customer's account.

import { find } from './asset-find.js';
import { assetsOf } from './asset-list.js';
import { holdings, programmes } from './asset-points.js';
import { RULES } from './asset-rules.js';
import { instant, who } from './asset-values.js';
import { asOf, badge } from './badge.js';
import { save } from './dialog.js';
import { h, put } from './dom.js';
import { sentenceOf } from './faults.js';
import { checks, field, form } from './form.js';
import { COLUMNS, HEADS, isProgramme, recordsOf, rowsCsv, rowsJson, rowsOf, settlement } from './shoprows.js';
import { amount, foreign, idName } from './text.js';

const MOST_ACCOUNTS = 5000;

/** `{node, dispose}`: one programme, or the list where there are several or none. */
export function programme(session, id) {
    const box = h('div', { 'data-part': 'programme' }, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
    let isLeft = false;
    let stopFeed = () => undefined;
    const load = async () => {
        try {
            const found = id === undefined ? await programmes(session) : [await find(session, id)];
            if (isLeft) {
                return;
            }
            if (found.length !== 1) {
                put(box, list(session, found));
            } else if (!isProgramme(found[0])) {
                put(box, h('div', { class: 'card' }, h('p', {}, foreign(id), ' is no programme of points.'), h('a', { class: 'button first', href: '#/shop/programme' }, 'All programmes')));
            } else {
                put(box, one(session, found[0], load));
                stopFeed();
                stopFeed = session.feed([found[0].id], load, { since: '' });
            }
        } catch (fault) {
            put(box, h('div', { class: 'card' }, h('p', { class: 'wrong' }, sentenceOf(fault)), h('button', { type: 'button', class: 'first', on: { click: load } }, 'Ask again')));
        }
    };
    const stopChanges = session.onChanged(load);
    load();
    return {
        node: box,
        dispose() {
            isLeft = true;
            stopFeed();
            stopChanges();
        },
    };
}

function list(session, found) {
    const named = field('Programme\'s name in the record', h('input', { autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false' }), { check: text => checks.id(text) });
    return [
        found.length > 0 ? h('ul', { class: 'plain grid' }, found.map(one => h('li', { class: 'card' }, h('h2', {}, h('a', { href: `#/shop/programme/${encodeURIComponent(one.id)}` }, foreign(one.state.values.name.value))), h('p', {}, `${recordsOf(one.state.values.merchants).length} merchants`), badge(session, one.read))))
            : h('section', { class: 'card stack' }, h('h2', {}, 'No programme yet'),
                h('p', {}, 'In a programme several merchants honour each other\'s points, with dates, and settle at the end of each period by themselves. It needs two sets of rules: one for customers\' accounts, one for the programme.'),
                h('p', {}, 'Publish both (the files points.machine and programme.machine came with the program), then found one:'),
                h('p', {}, h('code', {}, 'scew machine deploy points'), h('br'), h('code', {}, 'scew machine deploy programme'), h('br'), h('code', {}, `scew asset create ~/programme --machine ${RULES.programme} --set name=Points --set accounts=${RULES.points} --set period=30d`)),
                h('div', { class: 'row' }, h('a', { class: 'button first', href: '#/rules' }, 'Publish rules here'))),
        h('details', { class: 'card' }, h('summary', {}, 'Open one by its name'), form([named], 'Open', text => { location.hash = `#/shop/programme/${encodeURIComponent(text.trim())}`; })),
    ];
}

function one(session, asset, load) {
    const { values } = asset.state;
    return [
        h('section', { class: 'card stack' },
            h('div', { class: 'row apart' }, h('h2', {}, foreign(values.name.value)), h('span', { class: 'row' }, badge(session, asset.read), asOf(asset.read))),
            h('p', {}, `Period ${values.number.value} settles by itself: `, instant(values.ends.value), '. Nobody has to press anything, and nobody runs the clearing house.'),
            own(session, asset)),
        h('div', { class: 'grid halves' }, byCode(session, asset), account(session)),
        owing(session, asset),
        statement(session, asset),
        h('p', { class: 'small' }, h('a', { href: `#/asset/${encodeURIComponent(asset.id)}` }, 'Pay in, take out, let a merchant in: everything about this programme'), ' \u00b7 ', h('button', { type: 'button', class: 'link', on: { click: load } }, 'Ask again')),
    ];
}

function own(session, asset) {
    const mine = recordsOf(asset.state.values.merchants).find(one => one.id === session.key?.account);
    return mine === undefined ? h('div', { class: 'note warn' }, 'Your key is no merchant of this programme, so you can look and not give or take its points. To be let in takes your signature and those of two members: open "everything about this programme" below.')
        : h('dl', { class: 'facts' }, h('dt', {}, 'You may have out'), h('dd', {}, `${amount(mine.quota)} points, of which ${amount(mine.outstanding)} are`), h('dt', {}, '1,000 points cost you'), h('dd', {}, amount(mine.rate)), h('dt', {}, 'Paid in'), h('dd', {}, amount(mine.prefund)));
}

// The customer tells a short code; whose account it is, the accounts themselves say.
function byCode(session, asset) {
    const code = field('Code', h('input', { autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', class: 'mono', 'data-act': 'code' }), { hint: 'The customer sets points aside for you and tells you the code.', check: checks.filled });
    const told = h('div', { role: 'status' });
    return h('section', { class: 'card' }, h('h2', {}, 'Be paid with points'), form([code], 'Find it', async text => {
        put(told, h('p', { class: 'quiet' }, 'Looking through the accounts ...'));
        const { found } = await assetsOf(session, name => name === asset.state.values.accounts.value, { most: MOST_ACCOUNTS });
        const hits = found.filter(one => one.state.values.programme.value === asset.id).flatMap(one => holdings(one).holds.filter(hold => hold.id === text.trim()).map(hold => ({ one, hold })));
        const mine = hits.filter(({ hold }) => hold.agent === session.key?.account);
        if (mine.length === 1) {
            location.hash = `#/shop/account/${encodeURIComponent(mine[0].one.id)}/${encodeURIComponent(mine[0].hold.id)}`;
            return;
        }
        put(told, mine.length > 1 ? [h('p', {}, 'Several customers use this code. Which one is it?'), h('ul', {}, mine.map(({ one, hold }) => h('li', {}, h('a', { href: `#/shop/account/${encodeURIComponent(one.id)}/${encodeURIComponent(hold.id)}` }, idName(one.id)), ` ${amount(hold.amount)} points`)))]
            : h('p', { class: 'wrong' }, hits.length > 0 ? 'These points were set aside for another shop.' : 'Nothing is set aside for you under this code. Ask the customer to read it again; perhaps its time is over.'));
    }, told));
}

function account(session) {
    const id = field('Customer\'s account', h('input', { autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', 'data-act': 'account' }), { hint: 'Its name, as the customer\'s page shows it.', check: text => checks.id(text) });
    return h('section', { class: 'card' }, h('h2', {}, 'Give points'), form([id], 'Open the account', text => { location.hash = `#/shop/account/${encodeURIComponent(text.trim())}`; }));
}

function owing(session, asset) {
    const rows = rowsOf(asset);
    const periods = [...new Set(rows.map(row => row.period))].sort((a, b) => a > b ? -1 : 1);
    const box = h('div', {});
    const choice = field('Period', h('select', { 'data-act': 'period', on: { change: () => draw() } }, periods.map(one => h('option', { value: one.toString() }, one === asset.state.values.number.value ? `${one}, still open` : one.toString()))));
    const draw = () => {
        const chosen = rows.filter(row => row.period.toString() === choice.control.value);
        const { pays, gets } = settlement(chosen);
        const isOpen = chosen.some(row => row.isOpen);
        const side = (all, [others, own]) => all.map(part => h('li', { 'data-merchant': part.merchant }, part.merchant === session.key?.account ? h('strong', {}, `You ${own} `) : [h('strong', {}, who(session, part.merchant)), ` ${others} `], h('strong', { class: 'num' }, amount(part.amount))));
        put(box, pays.length + gets.length === 0 ? h('p', { class: 'quiet', 'data-part': 'settlement' }, 'Nobody owes anybody anything.') : h('div', { 'data-part': 'settlement' },
            h('p', {}, isOpen ? 'If the period ended now:' : 'This is how it was settled:'), h('ul', {}, side(pays, isOpen ? ['pays', 'pay'] : ['paid', 'paid']), side(gets, isOpen ? ['gets', 'get'] : ['got', 'got']))), table(session, chosen, ['merchant', ...COLUMNS.slice(2)]));
    };
    draw();
    return h('section', { class: 'card', 'aria-labelledby': 'owing' }, h('h2', { id: 'owing' }, 'Who owes whom'), h('div', { class: 'narrow-field' }, choice.node), box);
}

function statement(session, asset) {
    const rows = rowsOf(asset);
    const merchants = [...new Set(rows.map(row => row.merchant))];
    const box = h('div', { 'data-part': 'statement' });
    const choice = field('For', h('select', { 'data-act': 'statement-of', on: { change: () => draw() } }, h('option', { value: '' }, 'Every merchant'), merchants.map(account => h('option', { value: account }, session.petnames.of(account) ?? account.slice(0, 8)))));
    choice.control.value = session.key !== null && merchants.includes(session.key.account) ? session.key.account : '';
    const chosen = () => rows.filter(row => choice.control.value === '' || row.merchant === choice.control.value);
    const draw = () => put(box, table(session, chosen(), choice.control.value === '' ? COLUMNS : COLUMNS.filter(name => name !== 'merchant')));
    const file = (ending, type, make) => () => save(`statement.${ending}`, type, new TextEncoder().encode(make()));
    draw();
    return h('section', { class: 'card stack', 'aria-labelledby': 'statement' }, h('h2', { id: 'statement' }, 'Statement for the books'), h('div', { class: 'narrow-field' }, choice.node), box,
        h('div', { class: 'row' }, h('button', { type: 'button', 'data-act': 'rows-csv', on: { click: file('csv', 'text/csv', () => rowsCsv(chosen())) } }, 'Save as CSV'), h('button', { type: 'button', 'data-act': 'rows-json', on: { click: file('json', 'application/json', () => rowsJson(chosen(), asset.read)) } }, 'Save as JSON')),
        h('p', { class: 'small quiet' }, 'The same as ', h('code', {}, `scew loyalty export ${asset.id}`), '. Every number is the merchants\' common record, checked in this browser.'));
}

function table(session, rows, columns) {
    if (rows.length === 0) {
        return h('p', { class: 'quiet' }, 'No rows yet: no merchant was let in.');
    }
    const isName = name => name === 'merchant' || name === 'period';
    return h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Table' }, h('table', {},
        h('thead', {}, h('tr', {}, columns.map(name => h('th', { scope: 'col', class: isName(name) ? null : 'num' }, HEADS[name])))),
        h('tbody', {}, rows.map(row => h('tr', { 'data-merchant': row.merchant, 'data-period': row.period }, columns.map(name => h('td', { class: isName(name) ? null : 'num', 'data-column': name }, name === 'merchant' ? who(session, row.merchant) : name === 'period' ? `${row.period}${row.isOpen ? ' (open)' : ''}` : amount(row[name]))))))));
}
