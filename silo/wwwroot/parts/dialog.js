// One question at a time, over the page; the focus goes back to where it was.

import { all, freshId, h, placeOf } from './dom.js';
import { say } from './said.js';

/** Opens a dialog; `build(close)` answers its children. Resolves with what `close` was given, undefined when it was left. */
export function dialog(title, build) {
    return new Promise(resolve => {
        const id = freshId('title');
        const before = placeOf(document.activeElement);
        const box = h('dialog', { 'aria-labelledby': id });
        let answer;
        const close = value => {
            answer = value;
            box.close();
        };
        box.append(h('h2', { id, tabindex: -1 }, title), all(build(close)));
        // Whoever goes back, or follows a link, leaves the question too.
        const leave = () => box.close();
        addEventListener('hashchange', leave);
        box.addEventListener('close', () => {
            removeEventListener('hashchange', leave);
            box.remove();
            before()?.focus();
            resolve(answer);
        });
        document.body.append(box);
        box.showModal();
        box.querySelector('h2').focus();
    });
}

/** A button that copies a text and says so. */
export function copyButton(text, words = 'Copy') {
    return h('button', {
        type: 'button',
        on: {
            click: async () => {
                try {
                    await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
                    say('Copied');
                } catch {
                    say('Your browser did not allow copying; mark the text and copy it by hand');
                }
            },
        },
    }, words);
}

/** Lets the browser save bytes as a file. */
export function save(name, type, bytes) {
    const url = URL.createObjectURL(new Blob([bytes], { type }));
    const link = h('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
