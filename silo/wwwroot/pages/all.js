// Every page by its path, and which of them stand in the menu.

import { about } from './about.js';

/** `{path, words, render(session, rest) -> {node, dispose?}, inMenu?, isWide?, under?}`; `rest` is what follows the path in the address, split at `/` and decoded. */
export const PAGES = [about];

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
