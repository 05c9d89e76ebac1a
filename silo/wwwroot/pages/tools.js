// Tools that neighbours lend each other: what there is, who has it, and lending something of one's own.

import { lend } from '../parts/asset-lend.js';
import { assetsOf } from '../parts/asset-list.js';
import { useStyle } from '../parts/asset-style.js';
import { instant, who } from '../parts/asset-values.js';
import { isTool, wordsOf } from '../parts/asset-words.js';
import { asOf, badge } from '../parts/badge.js';
import { h, put } from '../parts/dom.js';
import { sentenceOf } from '../parts/faults.js';
import { amount, foreign, idName } from '../parts/text.js';

const PAGE = 60;
const GONE = ['Retired', 'Broken'];
const VIEWS = [
    ['all', 'All', state => !GONE.includes(state.name)],
    ['ready', 'Ready to be lent', state => state.name === 'Ready'],
    ['mine', 'Mine', (state, own) => state.owner === own],
    ['with-me', 'I have, booked or wait for', (state, own) => state.owner !== own && accountsIn(state).includes(own)],
];

export const tools = {
    path: 'tools',
    words: 'Tools',
    inMenu: true,
    isWide: true,
    render(session) {
        useStyle('/parts/asset.css');
        const list = h('div', { 'data-part': 'tools' }, h('p', { class: 'quiet' }, 'Asking the merchants for the list ...'));
        const count = h('span', { class: 'small quiet', role: 'status' });
        const text = h('input', { type: 'search', 'aria-label': 'Find by name', placeholder: 'Find by name', 'data-act': 'filter', on: { input: () => show() } });
        const view = h('select', { 'aria-label': 'Which tools', 'data-act': 'view', on: { change: () => show() } }, VIEWS.map(([value, words]) => h('option', { value }, words)));
        let known = null;
        let most = PAGE;
        let turn = 0;
        const show = () => {
            if (known === null) {
                return;
            }
            const [, , fits] = VIEWS.find(([value]) => value === view.value);
            const wanted = text.value.trim().toLocaleLowerCase();
            const shown = known.found.filter(one => fits(one.state, session.key?.account) && titleOf(one).toLocaleLowerCase().includes(wanted));
            put(count, shown.length === known.found.length ? `${amount(shown.length)} ${shown.length === 1 ? 'tool' : 'tools'}` : `${amount(shown.length)} of ${amount(known.found.length)} tools`);
            put(list, shown.length === 0 ? empty(known.found.length > 0) : h('div', { class: 'grid' }, shown.map(one => card(session, one))),
                known.hasMore ? h('div', { class: 'row' }, h('button', { type: 'button', 'data-act': 'more', on: { click: () => { most *= 4; load(); } } }, 'Show more')) : null);
        };
        const load = async () => {
            const mine = ++turn;
            try {
                const all = await assetsOf(session, isTool, { most });
                if (mine === turn) {
                    all.found.sort((a, b) => titleOf(a).localeCompare(titleOf(b)));
                    known = all;
                    show();
                }
            } catch (fault) {
                if (mine === turn) {
                    put(list, h('div', { class: 'card' }, h('p', { class: 'wrong' }, sentenceOf(fault)), h('p', {}, 'Nothing was changed. Ask again in a moment.')));
                }
            }
        };
        const stop = session.onChanged(load);
        load();
        return {
            node: h('div', {},
                h('div', { class: 'row apart asset-head' }, h('h1', {}, 'Tools nearby'), h('button', { type: 'button', class: 'first', 'data-act': 'lend', on: { click: () => start(session) } }, 'Lend something of mine')),
                h('div', { class: 'asset-filter' }, text, view, count, h('button', { type: 'button', class: 'link', 'data-act': 'again', on: { click: load } }, 'Ask again')),
                list,
                h('p', { class: 'asset-foot' }, h('a', { href: '#/cosign', 'data-act': 'cosign' }, 'Somebody asks for my signature'))),
            dispose() {
                turn += 1;
                stop();
            },
        };
    },
};

async function start(session) {
    if (session.key === null) {
        location.hash = '#/';
        return;
    }
    const id = await lend(session);
    if (id !== undefined) {
        location.hash = `#/asset/${encodeURIComponent(id)}`;
    }
}

function card(session, one) {
    const { state, read, machine } = one;
    const words = wordsOf(machine);
    const { dueBack, deposit } = state.values;
    const title = titleOf(one);
    return h('article', { class: 'card asset-tool stack', 'data-id': one.id, 'data-state': state.name },
        h('h2', {}, h('a', { href: `#/asset/${encodeURIComponent(one.id)}`, 'data-act': 'open' }, title === '' ? idName(one.id) : foreign(title))),
        h('p', {}, h('strong', { 'data-part': 'state' }, words.state(state.name))),
        h('dl', { class: 'facts' },
            h('dt', {}, 'Owner'), h('dd', {}, who(session, state.owner)),
            state.values.holder?.kind === 'account' && state.values.holder.value !== state.owner ? [h('dt', {}, 'Who has it'), h('dd', {}, who(session, state.values.holder.value))] : null,
            dueBack?.kind === 'time' ? [h('dt', {}, 'Due back'), h('dd', {}, instant(dueBack.value))] : null,
            h('dt', {}, 'Deposit'), h('dd', {}, deposit?.kind === 'int' && deposit.value > 0n ? `${amount(deposit.value)} points` : 'none')),
        h('div', { class: 'row' }, badge(session, read), asOf(read)));
}

function empty(isFiltered) {
    return h('div', { class: 'card' }, isFiltered ? h('p', {}, 'No tool fits. Write less, or choose "All".') : h('p', {}, 'Nobody lends anything here yet. Be the first: choose "Lend something of mine".'));
}

function titleOf({ state }) {
    return state.values.title?.kind === 'text' ? state.values.title.value : '';
}

function accountsIn(state) {
    const values = Object.values(state.values);
    return [...values, ...values.filter(value => value.kind === 'list').flatMap(value => value.items)].filter(value => value.kind === 'account').map(value => value.value);
}
