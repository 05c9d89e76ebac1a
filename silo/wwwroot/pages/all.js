// Every page by its path, and which of them stand in the menu.

import { about } from './about.js';
import { check } from './check.js';
import { group } from './group.js';
import { asset } from './asset.js';
import { cosign } from './cosign.js';
import { home } from './home.js';
import { key } from './key.js';
import { ledger } from './ledger.js';
import { numbers } from './numbers.js';
import { outbox } from './outbox.js';
import { rules } from './rules.js';
import { shop } from './shop.js';
import { pay } from './pay.js';
import { points } from './points.js';
import { tools } from './tools.js';
import { wallet } from './wallet.js';

/** `{path, words, render(session, rest) -> {node, dispose?}, inMenu?, isWide?, under?}`; `rest` is what follows the path in the address, split at `/` and decoded. */
export const PAGES = [
    home,
    wallet,
    pay,
    points,
    tools,
    asset,
    cosign,
    numbers,
    outbox,
    key,
    check,
    ledger,
    group,
    shop,
    rules,
    about,
];

/** The page of an address's hash (`#/wallet/x`), the first page where there is none. */
export function find(hash) {
    const [path = '', ...rest] = hash.replace(/^#\/?/, '').split('/').map(decoded);
    return { page: PAGES.find(page => page.path === path) ?? PAGES[0], rest };
}

function decoded(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}
