// Styles that only the merchants' pages need, loaded with the first of them.

import { h } from './dom.js';

let isLoaded = false;

/** Adds the sheet once. */
export function styled() {
    if (!isLoaded) {
        isLoaded = true;
        document.head.append(h('link', { rel: 'stylesheet', href: '/parts/ledger.css' }));
    }
}
