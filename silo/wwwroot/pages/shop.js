// A shop's page: the till, customers, the programme of points and who owes whom in it.

import { useStyle } from '../parts/asset-style.js';
import { h } from '../parts/dom.js';
import { account } from '../parts/shopaccount.js';
import { customer } from '../parts/shopcustomer.js';
import { programme } from '../parts/shopprogramme.js';
import { isShop, notAShop, shopTabs } from '../parts/shoprole.js';
import { till } from '../parts/shoptill.js';

useStyle('/parts/ledger.css');

export const shop = {
    path: 'shop',
    words: 'Shop',
    inMenu: true,
    isWide: true,
    render(session, [part = '', ...rest]) {
        if (session.key === null || (!isShop(session) && !['programme', 'account'].includes(part))) {
            return { node: h('div', {}, h('h1', {}, 'Shop'), shopTabs(part), notAShop(session)) };
        }
        const shown = (PARTS[part] ?? PARTS[''])(session, rest);
        return { node: h('div', {}, h('h1', {}, 'Shop'), shopTabs(part === 'account' ? 'programme' : part === 'till' ? '' : part), shown.node), dispose: shown.dispose };
    },
};

const PARTS = {
    '': session => till(session),
    till: (session, [kind, wallet]) => till(session, { kind, wallet }),
    customer: (session, [id]) => customer(session, id),
    programme: (session, [id]) => programme(session, id),
    account: (session, [id = '', code]) => account(session, id, code),
};
