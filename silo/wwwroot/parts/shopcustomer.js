// A customer at the counter: the wallet as it stands, checked here, and the accounts in programmes.

import { receiverOf } from '../pages/pay.js';
import { assetsOf } from './asset-list.js';
import { holdings } from './asset-points.js';
import { RULES } from './asset-rules.js';
import { who } from './asset-values.js';
import { asOf, badge } from './badge.js';
import { h, put } from './dom.js';
import { sentenceOf } from './faults.js';
import { checks, field, form } from './form.js';
import { roleOf } from './shoprole.js';
import { givenBy } from './shoptill.js';
import { amount, foreign, idName } from './text.js';

/** `{node, dispose}`: the question, and the answer for `id` where there is one. */
export function customer(session, id) {
    const wallet = field('Customer\'s wallet', h('input', { autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', value: id ?? '', 'data-act': 'look-up' }),
        { hint: 'Its name, or the link that the customer shows.', check: text => checks.id(receiverOf(text).to) });
    const found = h('div', { 'data-part': 'customer' });
    let isLeft = false;
    const load = async () => {
        try {
            const read = await session.client.read('wallet', id, { fresh: true });
            if (!isLeft) {
                put(found, read.present ? walletOf(session, read, load) : h('div', { class: 'card' }, h('p', {}, 'There is no wallet ', foreign(id), '. Look at the name again, or ask the customer for the link.'), badge(session, read)));
            }
            const accounts = accountList(session, await accountsBeside(session, id));
            if (!isLeft && accounts !== null) {
                found.append(accounts);
            }
        } catch (fault) {
            put(found, h('div', { class: 'card' }, h('p', { class: 'wrong' }, sentenceOf(fault))));
        }
    };
    if (id !== undefined && checks.id(id) === null) {
        put(found, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
        load();
    }
    return {
        node: h('div', {}, h('section', { class: 'card narrow', 'aria-label': 'Look a customer up' }, form([wallet], 'Look up', text => { location.hash = `#/shop/customer/${encodeURIComponent(receiverOf(text).to)}`; })), found),
        dispose: () => { isLeft = true; },
    };
}

function walletOf(session, read, load) {
    const given = roleOf(session).issuer === null ? 0n : givenBy(session, read);
    const link = (kind, words, isFirst) => h('a', { class: isFirst ? 'button first' : 'button', href: `#/shop/till/${kind}/${encodeURIComponent(read.id)}`, 'data-act': `do-${kind}` }, words);
    return h('section', { class: 'card stack narrow' },
        h('h2', {}, 'Wallet ', idName(read.id)),
        h('p', { class: 'amount' }, h('span', { 'data-part': 'amount', 'data-value': read.value.balance }, amount(read.value.balance)), h('span', { class: 'small quiet' }, ' points')),
        h('div', { class: 'row' }, badge(session, read), asOf(read), h('button', { type: 'button', class: 'link', on: { click: load } }, 'Ask again')),
        h('p', {}, 'Belongs to ', who(session, read.register.owner), read.value.issued.length === 0 ? '.' : ['. Points came from ', read.value.issued.map((one, i) => [i > 0 ? ', ' : '', who(session, one.issuer)]), '.']),
        roleOf(session).issuer === null ? null : h('p', {}, `${amount(given)} of them you gave and can take back.`),
        h('div', { class: 'row' }, roleOf(session).issuer === null ? null : link('give', 'Give points', true), link('refund', 'Pay back', false), roleOf(session).issuer === null || given === 0n ? null : link('back', 'Take back', false), h('a', { class: 'button', href: `#/wallet/${encodeURIComponent(read.id)}` }, 'What happened to it')));
}

function accountList(session, accounts) {
    return accounts.length === 0 ? null : h('section', { class: 'card narrow' }, h('h2', {}, 'In programmes'), h('ul', { class: 'plain lines' }, accounts.map(one => h('li', {},
        h('div', { class: 'row apart' }, h('a', { href: `#/shop/account/${encodeURIComponent(one.id)}` }, idName(one.id)), h('span', {}, `${amount(holdings(one).spendable)} points`)), badge(session, one.read)))));
}

// Accounts of the same customer: ids that begin with the same owner's characters.
async function accountsBeside(session, id) {
    const prefix = /^[a-z2-7]{26}:/.exec(id)?.[0];
    return prefix === undefined ? [] : (await assetsOf(session, name => name === RULES.points, { prefix, most: 20 }).catch(() => ({ found: [] }))).found;
}
