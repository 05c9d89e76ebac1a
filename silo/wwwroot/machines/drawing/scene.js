import { SIZES } from './cells.js';
import { lineOf, tipOf } from './paths.js';
import { clean, xml } from './text.js';

/**
 * A layout as elements of SVG that are not made yet: `[tag, attributes, children]`, a child may be a text. They become elements of a page or the text of a file.
 */

const rect = (name, { left, top, width, height }, more = {}) => ['rect', { class: name, x: left, y: top, width, height, ...more }, []];

const words = ({ kind, text, x, y, anchor }) => ['text', { class: `machine-${kind}`, x, y, 'font-size': SIZES[kind], 'text-anchor': anchor }, [text]];

const RIM = 5;

/** The mark of the current state has a shape of its own: a wedge that points at the name. */
const wedge = ({ left, top, height }) => {
    const middle = top + height / 2;
    return ['polygon', { class: 'machine-here', points: `${left + 5},${middle - 6} ${left + 13},${middle} ${left + 5},${middle + 6}` }, []];
};

const stateOf = (state) => {
    const { box, isStart, isFinal, isCurrent } = state;
    const rim = { left: box.left + RIM, top: box.top + RIM, width: box.width - 2 * RIM, height: box.height - 2 * RIM };
    const round = isStart ? box.height / 2 : 8;
    const classes = ['machine-state', ...(isStart ? ['start'] : []), ...(isFinal ? ['final'] : []), ...(isCurrent ? ['current'] : [])];
    const children = [
        rect('machine-box', box, { rx: round, 'stroke-width': isCurrent ? 4 : 2 }),
        ...(isFinal ? [rect('machine-rim', rim, { rx: 4 })] : []),
        ...(isCurrent ? [wedge(box)] : []),
        ...state.lines.map(words),
    ];
    const label = state.marks === '' ? `state ${state.name}` : `state ${state.name}, ${state.marks}`;
    return ['g', { class: classes.join(' '), 'data-state': state.name, role: 'img', 'aria-label': label, ...(isCurrent ? { 'aria-current': 'step' } : {}) }, children];
};

/** What a step is to those who look: a button where they may take it now, else a picture with the reason. */
const stepOf = (step, openness) => {
    const { edge, box, lines } = step;
    const isOpen = openness !== null && openness.open !== false;
    const kind = isOpen ? 'open' : openness === null ? 'elsewhere' : 'closed';
    const note = isOpen && openness.note !== null ? `; ${openness.note}` : '';
    const state = isOpen ? `; open now${openness.open === true ? '' : ', depends on what you enter'}${note}` : openness === null ? '' : `; closed: ${openness.why}`;
    const label = clean(`${edge.sentence}${state}`);
    const marks = isOpen ? { role: 'button', tabindex: 0 } : { role: 'img' };
    const attributes = { class: `machine-transition ${kind}`, 'data-transition': edge.transition, 'data-from': edge.from, 'data-to': edge.to, ...marks, 'aria-label': label };
    return ['g', attributes, [['title', {}, [label]], ...(isOpen ? [rect('machine-button', box, { rx: 6 })] : []), ...lines.map(words)]];
};

const arrowOf = (arrow, mode, opennessOf) => ['g', { class: arrow.isByTime ? 'machine-arrow by-time' : 'machine-arrow', 'data-from': arrow.from, 'data-to': arrow.to }, [
    ['path', { class: 'machine-line', d: lineOf(arrow, mode), fill: 'none', ...(arrow.isByTime ? { 'stroke-dasharray': '6 4' } : {}) }, []],
    ['polygon', { class: 'machine-tip', points: tipOf(arrow, mode) }, []],
    // Hides the arrow's own line behind its label.
    ...(mode === 'layers' && !arrow.isLoop ? [rect('machine-plate', arrow.label)] : []),
    ...arrow.steps.map((step) => stepOf(step, opennessOf(step.edge))),
]];

/**
 * @param {import('../layout.js').Layout} layout
 * @param {(edge: import('./edges.js').Edge) => ?import('../open.js').Openness} opennessOf null for steps that do not lead on from the current state
 */
export const sceneOf = (layout, opennessOf) => {
    const { width, height, mode, title, description } = layout;
    const attributes = { class: `machine-drawing ${mode}`, width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': title };
    // Lines first: whatever is crossed, words and boxes lie above it.
    const arrows = layout.arrows.map((arrow) => arrowOf(arrow, mode, opennessOf));
    return ['svg', attributes, [['title', {}, [title]], ['desc', {}, [description]], ...arrows, ...layout.states.map(stateOf)]];
};

const SVG = 'http://www.w3.org/2000/svg';

/** @returns {SVGElement} */
export const elementOf = ([tag, attributes, children]) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) {
        element.setAttribute(name, String(value));
    }
    element.append(...children.map((child) => (typeof child === 'string' ? child : elementOf(child))));
    return element;
};

/** @returns {string} */
export const markupOf = ([tag, attributes, children]) => {
    const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${xml(String(value))}"`).join('');
    return children.length === 0 ? `<${tag}${written}/>` : `<${tag}${written}>${children.map((child) => (typeof child === 'string' ? xml(child) : markupOf(child))).join('')}</${tag}>`;
};
