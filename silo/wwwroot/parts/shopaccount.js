// A customer's account in a programme, from the counter: give points, confirm orders, take by code, give back.

import { find } from './asset-find.js';
import { localText } from './asset-askers.js';
import { holdings, programmeOf } from './asset-points.js';
import { RULES } from './asset-rules.js';
import { takeStep } from './asset-step.js';
import { stepsOf } from './asset-steps.js';
import { instant, who } from './asset-values.js';
import { wordsOf } from './asset-words.js';
import { asOf, badge } from './badge.js';
import { h, put } from './dom.js';
import { sentenceOf } from './faults.js';
import { checks } from './form.js';
import { recordsOf } from './shoprows.js';
import { amount, foreign, idName } from './text.js';

const DAY_MS = 86_400_000;

/** `{node, dispose}` of an account's id; `code` is a hold that is asked about. */
export function account(session, id, code) {
    const box = h('div', { 'data-part': 'account' }, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
    let turn = 0;
    const load = async () => {
        const mine = ++turn;
        try {
            const one = checks.id(id) === null ? await find(session, id) : {};
            const programme = one.machine?.name === RULES.points ? await programmeOf(session, one) : null;
            if (mine === turn) {
                put(box, one.machine?.name !== RULES.points ? nothing(id) : shown(session, one, programme, code));
            }
        } catch (fault) {
            if (mine === turn) {
                put(box, h('div', { class: 'card' }, h('p', { class: 'wrong' }, foreign(sentenceOf(fault))), h('button', { type: 'button', class: 'first', on: { click: load } }, 'Ask again')));
            }
        }
    };
    const stopFeed = session.feed([id], load, { since: '' });
    const stopChanges = session.onChanged(load);
    load();
    return {
        node: box,
        dispose() {
            turn += 1;
            stopFeed();
            stopChanges();
        },
    };
}

function nothing(id) {
    return h('div', { class: 'card' }, h('p', {}, 'There is no account of points of the name ', foreign(id), '. A wallet of plain points is looked up under "Customers".'), h('a', { class: 'button first', href: '#/shop/programme' }, 'Back to the programme'));
}

function shown(session, one, programme, code) {
    const held = holdings(one);
    const open = stepsOf(session, one);
    const words = wordsOf(one.machine);
    const step = (name, more) => takeStep(session, one, open.mine.find(entry => entry.name === name), words, more);
    const can = name => programme !== null && open.mine.some(entry => entry.name === name);
    const own = items => items.filter(item => (item.agent ?? item.issuer) === session.key?.account);
    return [
        h('section', { class: 'card stack' },
            h('h2', {}, 'Account ', idName(one.id)),
            h('p', {}, programme === null ? 'Its programme is not one whose rules this page knows, so nothing is given or taken here.' : ['In the programme ', h('a', { href: `#/shop/programme/${encodeURIComponent(programme.id)}` }, foreign(programme.state.values.name.value)), ', of ', who(session, one.state.owner), '.']),
            h('p', { class: 'amount' }, h('span', { 'data-part': 'amount', 'data-value': held.spendable }, amount(held.spendable)), h('span', { class: 'small quiet' }, ' points can be spent')),
            h('div', { class: 'row' }, badge(session, one.read), asOf(one.read)),
            held.isFrozen ? h('p', { class: 'note warn' }, 'Two merchants froze this account: nothing is given or set aside until two of them free it.') : null,
            h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', 'data-act': 'issue', disabled: !can('issue'), on: { click: () => step('issue', issuing()) } }, 'Give points'))),
        section('Set aside for you', 'holds', own(held.holds), 'Nothing. When a customer pays at your till, the points stand here until you take them.', hold => holdLine(hold, code, can, step)),
        section('Waiting for their order', 'pending', own(held.pending), 'Nothing. Points that you give with a later date wait here for the order to stand.', pending => pendingLine(pending, can, step)),
        section('Taken lately', 'spent', captures(own(recordsOf(one.state.values.spent))), 'Nothing that could be given back.', spent => spentLine(spent, can, step)),
    ];
}

function section(title, part, items, empty, line) {
    return h('section', { class: 'card', 'data-part': part }, h('h2', {}, title), items.length === 0 ? h('p', { class: 'quiet' }, empty) : h('ul', { class: 'plain lines' }, items.map(item => h('li', {}, line(item)))));
}

function holdLine(hold, code, can, step) {
    const isAsked = hold.id === code;
    return h('div', { class: isAsked ? 'asked' : null, 'data-hold': hold.id },
        h('div', { class: 'row apart' }, h('span', {}, h('strong', {}, `${amount(hold.amount)} points`), ' under ', h('code', {}, foreign(hold.id)), isAsked ? h('span', { class: 'quiet' }, ' (the code that you typed)') : null),
            h('span', { class: 'row' },
                h('button', { type: 'button', class: isAsked ? 'first' : null, 'data-act': 'capture', disabled: !can('capture'), on: { click: () => step('capture', { title: 'Take points', note: 'What you do not take goes back to the customer.', hints: { hold: { value: { text: hold.id }, isFixed: true }, amount: { initial: hold.amount.toString(), hint: `At most ${amount(hold.amount)}.` } } }) } }, 'Take them'),
                h('button', { type: 'button', 'data-act': 'void', disabled: !can('void'), on: { click: () => step('void', { title: 'Let the points go', note: 'All of them go back to the customer.', hints: { hold: { value: { text: hold.id }, isFixed: true } } }) } }, 'Let them go'))),
        h('p', { class: 'small quiet' }, 'Go back to the customer by themselves: ', instant(BigInt(hold.until))));
}

function pendingLine(pending, can, step) {
    const fixed = { hints: { order: { value: { text: pending.order }, isFixed: true } } };
    return [
        h('div', { class: 'row apart', 'data-order': pending.order }, h('span', {}, h('strong', {}, `${amount(pending.amount)} points`), ' for order ', foreign(pending.order)), h('span', { class: 'row' },
            h('button', { type: 'button', 'data-act': 'confirm', disabled: !can('confirm'), on: { click: () => step('confirm', { title: 'Confirm the order', note: 'The customer can spend these points at once.', ...fixed }) } }, 'Confirm'),
            h('button', { type: 'button', 'data-act': 'cancel', disabled: !can('cancel'), on: { click: () => step('cancel', { title: 'Cancel the order', note: 'The customer never gets these points.', ...fixed }) } }, 'Cancel the order'))),
        h('p', { class: 'small quiet' }, 'Can be spent by themselves: ', instant(BigInt(pending.opens))),
    ];
}

function spentLine(spent, can, step) {
    return h('div', { class: 'row apart', 'data-spent': spent.hold }, h('span', {}, h('strong', {}, `${amount(spent.amount)} points`), ' under ', h('code', {}, foreign(spent.hold))),
        h('button', { type: 'button', 'data-act': 'refund', disabled: !can('refund'), on: { click: () => step('refund', { title: 'Give points back', note: 'They return with the dates that they had.', hints: { hold: { value: { text: spent.hold }, isFixed: true }, amount: { initial: spent.amount.toString(), hint: `All of it, or a part: at most ${amount(spent.amount)}.` } } }) } }, 'Give back'));
}

// One line for what was captured under one code, from however many lots.
function captures(parts) {
    const sums = new Map();
    parts.forEach(part => sums.set(part.hold, (sums.get(part.hold) ?? 0n) + part.amount));
    return [...sums].map(([hold, sum]) => ({ hold, amount: sum }));
}

function issuing() {
    const now = Date.now();
    const month = new Date(now).toISOString().slice(0, 7);
    return {
        title: 'Give points',
        note: 'New points for this account. They count against what you may have out.',
        hints: {
            order: { label: 'Order', hint: 'Your number of the purchase, at most 32 characters.' },
            lot: { initial: month, label: 'Lot', hint: 'A name for points that end together, such as a month.' },
            amount: { label: 'Points' },
            opens: { initial: localText(now), label: 'Can be spent from', hint: 'Later than now: they wait until then, or until you confirm the order.' },
            expires: { initial: localText(now + 365 * DAY_MS), label: 'Expire on' },
        },
    };
}
