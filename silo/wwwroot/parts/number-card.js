// One encrypted number as a person reads it: its value where this browser can open it, else the word "encrypted" and what is proven. Never a number in place of what is not known.

import { asOf, badge } from './badge.js';
import { all, h, svg } from './dom.js';
import { amount, idName } from './text.js';
import { who } from './asset-values.js';

/** What the two kinds are called. */
export const KINDS = Object.freeze({ 'homo-add-int': 'a number to add up', 'homo-ope-int': 'a number to compare' });

/** A card of a verified read and its view (`variables.open`, or null where there is no secret here); `actions` are buttons for those who may. */
export function numberCard(session, read, view, actions) {
    const { contract, writers, readers } = read.value;
    return h('article', { class: 'card stack', 'data-id': read.id },
        h('h2', {}, idName(read.id)),
        h('p', { class: 'small quiet' }, KINDS[contract]),
        value(view),
        h('dl', { class: 'facts' }, h('dt', {}, 'Owner'), h('dd', {}, who(session, read.register.owner)),
            writers.length === 0 ? null : [h('dt', {}, 'May change it'), h('dd', {}, people(session, writers))],
            readers.length === 0 ? null : [h('dt', {}, 'May have it compared'), h('dd', {}, people(session, readers))],
            h('dt', {}, 'Changes so far'), h('dd', {}, amount(read.register.version - 1))),
        h('div', { class: 'row' }, badge(session, read), asOf(read)),
        view?.reading === 'value' ? null : h('p', { class: 'small quiet' }, 'Proven: that this number is there, whose it is, who may change it, and that it is the newest. Not what it is.'),
        actions.length === 0 ? null : h('div', { class: 'row' }, actions));
}

function value(view) {
    switch (view?.reading) {
        case 'value': return all(h('p', { class: 'number-value', 'data-part': 'value', 'data-value': view.value.toString() }, lock(), ' ', amount(view.value)), h('p', { class: 'small quiet', 'data-part': 'only-you' }, 'only you can see this'));
        case 'outOfRange': return h('p', { class: 'wrong', 'data-part': 'value' }, 'It grew beyond what a number here can be. Set it anew.');
        case 'corrupt': return h('p', { class: 'wrong', 'data-part': 'value' }, 'It does not open: another secret encrypted it, or somebody who may write stored something else.');
        default: return h('p', { class: 'number-value', 'data-part': 'value', 'data-value': 'encrypted' }, 'encrypted');
    }
}

const people = (session, accounts) => accounts.map((account, i) => [i === 0 ? null : ', ', who(session, account)]);

const lock = () => svg('svg', { class: 'number-lock', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: 'M4 7V5a4 4 0 0 1 8 0v2h1v8H3V7zm2 0h4V5a2 2 0 0 0-4 0z' }));
