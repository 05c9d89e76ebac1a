// How sure a shown value is: four states, told by a sign and by words. What makes a value verified is proof/'s work alone.

import { BADGES, badgeOf } from '../proof/badges.js';
import { copyButton, dialog } from './dialog.js';
import { all, h } from './dom.js';
import { ago, moment, ofAll } from './text.js';

const SIGNS = { verified: '\u2713', certified: '\u25cb', word: '!', conflict: '\u2717' };

/** The badge of a value, with what is behind it at a click. `session` says which group is pinned. */
export function badge(session, value) {
    const { name, words } = badgeOf(value);
    return h('button', { type: 'button', class: `badge ${name}`, 'data-badge': name, 'aria-haspopup': 'dialog', on: { click: () => explain(session, value) } },
        h('span', { 'aria-hidden': 'true' }, SIGNS[name]), words);
}

/** Verified and how old: for values that go stale. */
export function asOf(value) {
    const ms = value.asOf ?? value.timeMs;
    return Number.isSafeInteger(ms) ? h('span', { class: 'quiet small', title: moment(ms) }, `as of ${ago(ms)}`) : null;
}

function explain(session, value) {
    const kind = badgeOf(value);
    // What was not checked here may name signers and requests as it likes.
    const { signers = [], request } = kind === BADGES.verified || kind === BADGES.certified ? value : {};
    const id = request?.id;
    return dialog(kind.words, close => [
        h('p', {}, kind.sentence),
        signers.length === 0 ? null : h('dl', { class: 'facts' },
            h('dt', {}, 'Signed by'), h('dd', {}, `${signers.join(', ')} (${ofAll(signers.length, session.group.members.length)}; ${session.group.quorum} are enough)`),
            h('dt', {}, 'At'), h('dd', {}, `${moment(value.asOf ?? value.timeMs)} (${ago(value.asOf ?? value.timeMs)})`),
            h('dt', {}, 'Place in the record'), h('dd', {}, `block ${value.height}${value.index === undefined ? '' : `, entry ${value.index}`}`),
            h('dt', {}, 'Group'), h('dd', {}, h('code', {}, session.group.hash))),
        kind === BADGES.word ? h('p', {}, 'Nothing else that this browser saw confirms it. Ask for a fresh answer, or ask another merchant.') : null,
        id === undefined ? null : all(h('p', {}, 'Check it elsewhere, without this page:'), h('p', {}, h('code', {}, `scew receipt get ${id}`)), copyButton(`scew receipt get ${id}`, 'Copy the command')),
        h('p', { class: 'small quiet' }, h('a', { href: '#/about' }, 'What this page cannot prove')),
        h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', on: { click: () => close() } }, 'Close')),
    ]);
}
