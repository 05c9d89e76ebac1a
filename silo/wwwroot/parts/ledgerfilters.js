// What of the record is shown: by what it is about, who asked, which kind, when.

import { h, put } from './dom.js';
import { field } from './form.js';
import { kindWords } from './ledgerentries.js';

/** `{node, kinds(list)}`; calls `change(filter)` with what `fits` of ledgerentries.js takes. */
export function ledgerFilters(session, change) {
    const parties = [...new Map([...session.group.members, ...session.group.issuers].map(one => [one.account, one.name]))];
    const plain = { autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false' };
    const fields = {
        id: field('About', h('input', { type: 'search', ...plain, 'data-act': 'filter-id' })),
        account: field('By account', h('input', { type: 'search', ...plain, 'data-act': 'filter-account' })),
        merchant: field('By merchant', h('select', { 'data-act': 'filter-merchant' }, h('option', { value: '' }, 'Anybody'), parties.map(([account, name]) => h('option', { value: account }, name)))),
        kind: field('Kind', h('select', { 'data-act': 'filter-kind' }, h('option', { value: '' }, 'Everything'))),
        from: field('From', h('input', { type: 'datetime-local', 'data-act': 'filter-from' })),
        to: field('Until', h('input', { type: 'datetime-local', 'data-act': 'filter-to' })),
    };
    const tell = () => change({
        id: fields.id.control.value.trim(), account: fields.account.control.value.trim(), merchant: fields.merchant.control.value, kind: fields.kind.control.value,
        from: instant(fields.from.control.value), to: instant(fields.to.control.value),
    });
    let known = '';
    const node = h('details', { class: 'filters', open: matchMedia('(min-width: 48rem)').matches }, h('summary', {}, 'Filter'),
        h('div', { class: 'filter-grid', on: { input: tell, change: tell } }, Object.values(fields).map(one => one.node)),
        h('button', { type: 'button', 'data-act': 'filter-none', on: { click: () => (Object.values(fields).forEach(one => { one.control.value = ''; }), tell()) } }, 'Show everything'));
    return {
        node,
        /** Offers these kinds; the chosen one stays. */
        kinds(list) {
            const { control } = fields.kind;
            const offered = [...new Set([...list, control.value].filter(one => one !== ''))];
            if (offered.join() !== known) {
                known = offered.join();
                const chosen = control.value;
                put(control, h('option', { value: '' }, 'Everything'), offered.map(one => h('option', { value: one }, kindWords(one))));
                control.value = chosen;
            }
        },
    };
}

function instant(text) {
    const ms = text === '' ? NaN : new Date(text).getTime();
    return Number.isNaN(ms) ? null : ms;
}
