// The picture of an asset's rules, with the state it is in and the steps that are open, and its files.

import { drawMachine } from '../machines/draw.js';
import { dotOf, mermaidOf, pngOf, svgOf } from '../machines/export.js';
import { save } from './dialog.js';
import { h, put } from './dom.js';
import { fileName } from './asset-history.js';
import { useStyle } from './asset-style.js';

// A larger picture is scrolled where there is room for most of it, else it becomes a column.
const LEAST_PICTURE = 700;

/** The section with the picture: `{node, draw(asset, open, take), dispose()}`. `open`: entries that are buttons; `take(name)` is called when one is chosen. */
export function assetPicture() {
    useStyle('/machines/machine.css');
    const frame = h('div', { class: 'asset-picture', tabindex: 0, role: 'group', 'aria-label': 'Picture of the rules' });
    const files = h('div', { class: 'row' });
    let last = null;
    let width = 0;
    const redraw = () => {
        if (last === null || frame.clientWidth === 0) {
            return;
        }
        width = frame.clientWidth;
        const { asset, open, take } = last;
        const picture = drawMachine(asset.machine, { current: asset.state.name, open, width, mode: width >= LEAST_PICTURE ? 'layers' : 'auto' });
        picture.addEventListener('transition', event => take(event.detail.name));
        put(frame, picture);
        showCurrent(frame, picture);
    };
    const watch = new ResizeObserver(() => {
        if (Math.abs(frame.clientWidth - width) > 8) {
            redraw();
        }
    });
    watch.observe(frame);
    return {
        node: h('section', { class: 'card', 'aria-labelledby': 'picture' }, h('h2', { id: 'picture' }, 'How it can go on'), frame, files),
        draw(asset, open, take) {
            last = { asset, open, take };
            redraw();
            const { machine, id, state } = asset;
            const one = (words, ending, type, text) => h('button', { type: 'button', 'data-act': `export-${ending}`, on: { click: async () => save(`${fileName(id)}.${ending}`, type, await text()) } }, words);
            put(files, h('span', { class: 'small quiet' }, 'Save the picture:'), one('SVG', 'svg', 'image/svg+xml', () => svgOf(machine, { current: state.name })),
                one('PNG', 'png', 'image/png', () => pngOf(machine, { current: state.name })),
                one('Mermaid', 'mmd', 'text/plain', () => mermaidOf(machine, state.name)), one('DOT', 'dot', 'text/vnd.graphviz', () => dotOf(machine, state.name)));
        },
        dispose: () => watch.disconnect(),
    };
}

/** Scrolls the frame, and not the page, to the state that the asset is in. */
function showCurrent(frame, picture) {
    const here = picture.querySelector('.machine-state.current')?.getBoundingClientRect();
    if (here !== undefined) {
        const box = frame.getBoundingClientRect();
        frame.scrollTop += here.top + here.height / 2 - box.top - box.height / 3;
        frame.scrollLeft += here.left + here.width / 2 - box.left - box.width / 2;
    }
}
