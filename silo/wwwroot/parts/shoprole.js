// What the key in use may do for a shop, and what to do about it where it may nothing.

import { h } from './dom.js';
import { short } from './text.js';

/** `{issuer, member}` of the key in use: its entries in the group's founding file, null where it has none. */
export function roleOf(session) {
    const account = session.key?.account;
    return { issuer: session.group.issuers.find(one => one.account === account) ?? null, member: session.group.members.find(one => one.account === account) ?? null };
}

/** Whether the key may act for a shop. */
export function isShop(session) {
    const { issuer, member } = roleOf(session);
    return issuer !== null || member !== null;
}

/** Why somebody without a shop's key sees nothing to do here, and what to do. */
export function notAShop(session) {
    return h('section', { class: 'card stack', 'data-part': 'no-shop' },
        h('h2', {}, session.key === null ? 'There is no key here' : 'Your key is a customer\'s'),
        h('p', {}, 'Only a shop of this group gives points, takes them back and settles with the others. The merchants agreed on who that is when they founded the group, and each shop proves it with its own key.'),
        session.key === null ? null : h('p', {}, 'The key in use, ', short(session.key.account), ', is not among them.'),
        h('p', {}, 'If this is your shop: bring its key file here, from the computer where the shop was set up.'),
        h('div', { class: 'row' }, h('a', { class: 'button first', href: '#/key/restore' }, 'Bring the shop\'s key'), session.key === null ? h('a', { class: 'button', href: '#/' }, 'I am a customer') : h('a', { class: 'button', href: '#/key' }, 'Choose another key')),
        h('p', { class: 'small quiet' }, 'A shop\'s key can give out points. Keep it in the console where you can, and use a till\'s key here.'));
}

/** The pages of a shop, as links; `here` is the one in use. */
export function shopTabs(here) {
    const tabs = [['', 'Till'], ['customer', 'Customers'], ['programme', 'Programme'], ['rules', 'Rules']];
    return h('nav', { class: 'tabs', 'aria-label': 'Shop' }, tabs.map(([path, words]) => h('a', { href: path === 'rules' ? '#/rules' : `#/shop${path === '' ? '' : `/${path}`}`, 'aria-current': path === here ? 'page' : null, 'data-tab': path }, words)));
}
