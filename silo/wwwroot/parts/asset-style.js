// Style sheets of single parts, taken in once.

import { h } from './dom.js';

/** Adds a style sheet of this page by its path. */
export function useStyle(path) {
    const known = [...document.querySelectorAll('link[rel="stylesheet"]')].some(link => link.getAttribute('href') === path);
    if (!known) {
        document.head.append(h('link', { rel: 'stylesheet', href: path }));
    }
}
