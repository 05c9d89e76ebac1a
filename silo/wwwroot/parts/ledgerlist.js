// A list of any length of which only what is seen is in the document. Rows have one height; the newest stands on top and what one reads does not move when more come.

import { h } from './dom.js';

const SPARE = 8;

/**
 * `{node, set(items, {keep}), at(index)}`. `row(item)` makes the content of a row; `heightOf()` answers a row's height in pixels, asked when the width changes; `keep` is how many items came
 * on top since the last time, so that what is read stays where it is.
 */
export function longList({ label, row, heightOf, open }) {
    let items = [];
    let height = heightOf();
    const shown = new Map();
    const space = h('div', { class: 'long-space' });
    const node = h('div', { class: 'long-list', role: 'list', tabindex: 0, 'aria-label': label }, space);
    const draw = () => {
        const first = Math.max(0, Math.floor(node.scrollTop / height) - SPARE);
        const last = Math.min(items.length, Math.ceil((node.scrollTop + node.clientHeight) / height) + SPARE);
        const wanted = new Set(items.slice(first, last));
        for (const [item, element] of shown) {
            if (!wanted.has(item) && !element.contains(document.activeElement)) {
                element.remove();
                shown.delete(item);
            }
        }
        for (let i = first; i < last; i++) {
            place(items[i], i);
        }
    };
    const place = (item, index) => {
        let element = shown.get(item);
        if (element === undefined) {
            element = h('div', { class: 'long-row', role: 'listitem' }, row(item));
            shown.set(item, element);
            space.append(element);
        }
        element.style.transform = `translateY(${index * height}px)`;
        element.setAttribute('aria-posinset', index + 1);
        element.setAttribute('aria-setsize', items.length);
        element.dataset.index = index;
    };
    const move = event => {
        const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const at = Number(event.target.closest('.long-row')?.dataset.index ?? -1);
        if (steps !== undefined && at + steps >= 0 && at + steps < items.length) {
            event.preventDefault();
            focus(at + steps);
        }
    };
    const focus = index => {
        const top = index * height;
        if (top < node.scrollTop) {
            node.scrollTop = top;
        } else if (top + height > node.scrollTop + node.clientHeight) {
            node.scrollTop = top + height - node.clientHeight;
        }
        draw();
        shown.get(items[index])?.querySelector('button, a')?.focus({ preventScroll: true });
    };
    let isDue = false;
    node.addEventListener('scroll', () => {
        if (!isDue) {
            isDue = true;
            requestAnimationFrame(() => {
                isDue = false;
                draw();
            });
        }
    }, { passive: true });
    node.addEventListener('keydown', move);
    node.addEventListener('click', event => {
        const index = event.target.closest('.long-row')?.dataset.index;
        if (index !== undefined && event.target.closest('a') === null) {
            open(items[Number(index)]);
        }
    });
    const sizes = new ResizeObserver(() => {
        height = heightOf();
        space.style.height = `${items.length * height}px`;
        draw();
    });
    sizes.observe(node);
    return {
        node,
        set(next, { keep = 0 } = {}) {
            const wasTop = node.scrollTop;
            items = next;
            space.style.height = `${items.length * height}px`;
            if (keep > 0 && wasTop > 0) {
                node.scrollTop = wasTop + keep * height;
            }
            draw();
        },
        /** Draws an item's row anew. */
        renew(item) {
            const element = shown.get(item);
            if (element !== undefined) {
                const had = element.contains(document.activeElement);
                element.replaceChildren(row(item));
                if (had) {
                    element.querySelector('button, a')?.focus({ preventScroll: true });
                }
            }
        },
        dispose: () => sizes.disconnect(),
    };
}
