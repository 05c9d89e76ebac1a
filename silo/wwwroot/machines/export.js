import { edgesOf, titleOf } from './drawing/edges.js';
import { markupOf, sceneOf } from './drawing/scene.js';
import { dot, mermaid } from './drawing/text.js';
import { layoutOf } from './layout.js';

/** A machine's drawing as texts and pictures that stand on their own. `current` is the state to mark, or null. */

const isFinal = (machine, state) => machine.finalStates.includes(state);

/** Of several arrows from a state to itself Mermaid draws the last alone; so they are one arrow with a line each. */
const arrowsOf = (edges) => edges
    .map((edge) => (edge.from === edge.to ? edges.filter((other) => other.from === edge.from && other.to === edge.to) : [edge]))
    .filter(([first], i) => first === edges[i]);

/**
 * For pages that render Mermaid. States go by number, as their names may be words of Mermaid.
 * @param {import('./compile.js').Machine} machine
 * @param {?string} [current]
 * @returns {string}
 */
export const mermaidOf = (machine, current = null) => {
    const { states } = machine;
    const place = (state) => `s${states.indexOf(state)}`;
    const lines = [
        'stateDiagram-v2',
        `    accTitle: ${mermaid(titleOf(machine))}`,
        ...states.map((state) => `    state "${state}${state === current ? ' (current)' : ''}" as ${place(state)}`),
        '    [*] --> s0',
        ...arrowsOf(edgesOf(machine)).map((arrow) => {
            const labels = arrow.map((edge) => `${edge.transition} (${mermaid(edge.condition)})`);
            return `    ${place(arrow[0].from)} --> ${place(arrow[0].to)} : ${labels.join('<br/>')}`;
        }),
        ...machine.finalStates.map((state) => `    ${place(state)} --> [*]`),
        ...(current === null ? [] : ['    classDef current stroke-width:4px,font-weight:bold', `    class ${place(current)} current`]),
    ];
    return `${lines.join('\n')}\n`;
};

/**
 * For Graphviz.
 * @param {import('./compile.js').Machine} machine
 * @param {?string} [current]
 * @returns {string}
 */
export const dotOf = (machine, current = null) => {
    const attributes = (state) => [
        `label="${state}${state === current ? '\\n(current)' : ''}"`,
        ...(state === machine.states[0] ? ['shape=oval'] : []),
        ...(isFinal(machine, state) ? ['peripheries=2'] : []),
        ...(state === current ? ['penwidth=3'] : []),
    ].join(', ');
    const lines = [
        `digraph "${dot(machine.title ?? machine.name)}" {`,
        `  label="${dot(titleOf(machine))}";`,
        '  node [shape=box, style=rounded, fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=11];',
        ...machine.states.map((state) => `  "${state}" [${attributes(state)}];`),
        ...edgesOf(machine).map((edge) => `  "${edge.from}" -> "${edge.to}" [label="${edge.transition}\\n${dot(edge.condition)}"${edge.after === null ? '' : ', style=dashed'}];`),
        '}',
    ];
    return `${lines.join('\n')}\n`;
};

// Colours stand at the elements for light pages, so that the picture is readable where style sheets are forbidden, and in its style sheet for dark ones.
const LIGHT = {
    'machine-box': { fill: '#f4f7fa', stroke: '#475569' },
    'machine-rim': { fill: 'none', stroke: '#475569' },
    'machine-here': { fill: '#8a5a00' },
    'machine-line': { stroke: '#475569', 'stroke-width': 2 },
    'machine-tip': { fill: '#475569' },
    'machine-plate': { fill: '#ffffff' },
    'machine-name': { fill: '#1b2430', 'font-weight': 600 },
    'machine-step': { fill: '#1b2430', 'font-weight': 600 },
    'machine-mark': { fill: '#475569' },
    'machine-who': { fill: '#475569' },
};

const DARK = `@media (prefers-color-scheme: dark) {
.machine-page, .machine-plate { fill: #12161c; }
.machine-box { fill: #1d2530; stroke: #a9b8c9; }
.machine-rim, .machine-line { stroke: #a9b8c9; }
.machine-tip { fill: #a9b8c9; }
.machine-here { fill: #f0c040; }
.machine-name, .machine-step { fill: #eef2f7; }
.machine-mark, .machine-who { fill: #c3cedb; }
}`;

const dressed = ([tag, attributes, children]) => {
    const looks = LIGHT[attributes.class] ?? {};
    return [tag, { ...looks, ...attributes }, children.map((child) => (typeof child === 'string' ? child : dressed(child)))];
};

/**
 * A picture that stands on its own, without script, font or reference to anything else, for light and dark pages.
 * @param {import('./compile.js').Machine} machine
 * @param {{current?: ?string, width?: number, mode?: 'auto' | 'layers' | 'rows'}} [options] as `layoutOf`
 * @returns {string}
 */
export const svgOf = (machine, options = {}) => {
    const layout = layoutOf(machine, options);
    const [tag, attributes, children] = dressed(sceneOf(layout, () => null));
    const page = ['rect', { class: 'machine-page', width: layout.width, height: layout.height, fill: '#ffffff' }, []];
    const whole = [tag, { xmlns: 'http://www.w3.org/2000/svg', ...attributes, 'font-family': 'system-ui, sans-serif' }, [...children.slice(0, 2), ['style', {}, [DARK]], page, ...children.slice(2)]];
    return `${markupOf(whole)}\n`;
};

const SCALE = 2;

/**
 * The same as a picture of pixels, twice as fine.
 * @param {import('./compile.js').Machine} machine
 * @param {{current?: ?string, width?: number, mode?: 'auto' | 'layers' | 'rows'}} [options] as `layoutOf`
 * @returns {Promise<Blob>} of type image/png
 */
export const pngOf = async (machine, options = {}) => {
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(machine, options))}`;
    await picture.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [picture.naturalWidth * SCALE, picture.naturalHeight * SCALE];
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => {
        canvas.toBlob(done, 'image/png');
    });
};
