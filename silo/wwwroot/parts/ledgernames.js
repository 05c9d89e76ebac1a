// Accounts and ids as short as they can be told apart.

import { h } from './dom.js';
import { foreign, short } from './text.js';

const ACCOUNT = /^[A-Za-z0-9_-]{43}$/;
const OWNED = /^([a-z2-7]{26}):(.*)$/;

/** The name that this browser has for an account or id; else its ends, or a few of the owner's letters before what the owner calls it. The whole stands in the title. */
export function nameOf(session, id) {
    const name = session.petnames.of(id);
    if (name !== null) {
        return h('span', { title: id }, foreign(name, 40));
    }
    if (ACCOUNT.test(id)) {
        return short(id);
    }
    const owned = OWNED.exec(id);
    return h('span', { title: id }, owned === null ? foreign(id, 60) : [foreign(owned[2], 40), h('span', { class: 'quiet' }, ` of ${owned[1].slice(0, 6)}...`)]);
}
