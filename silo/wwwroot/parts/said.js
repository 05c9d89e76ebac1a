// Short messages, also for screen readers.

import { h } from './dom.js';

/** Says something for a few seconds. */
export function say(words) {
    const one = h('p', {}, words);
    document.getElementById('said').append(one);
    setTimeout(() => one.remove(), 6000);
}
