import { edgesOf, groupsOf, marksOf, titleOf } from './drawing/edges.js';
import { layersOf } from './drawing/layers.js';
import { rowsOf } from './drawing/rows.js';

/**
 * Where everything of a machine's drawing stands, in pixels. Transitions from one state to the same other one share an arrow with a list.
 * @typedef {{mode: 'layers' | 'rows', width: number, height: number, title: string, description: string,
 *     states: {name: string, marks: string, box: Rect, lines: Line[], isStart: boolean, isFinal: boolean, isCurrent: boolean}[],
 *     arrows: {from: string, to: string, isLoop: boolean, isByTime: boolean, label: Rect, steps: {edge: import('./drawing/edges.js').Edge, box: Rect, lines: Line[]}[], ways: [number, number][][]}[]}} Layout
 * `ways`: lines of points; the last one ends at the state that the arrow leads to. In `layers` two points that differ in both directions are joined by a curve.
 * @typedef {import('./drawing/cells.js').Rect} Rect
 * @typedef {import('./drawing/cells.js').Line} Line
 */

// Beyond that many arrows nobody follows them, and crossings take long to avoid.
const MOST_LAYERED = 200;

const WIDEST_ROWS = 720;

const describe = (machine, edges, current) => {
    const states = machine.states.map((state) => {
        const marks = marksOf(machine, state, current);
        return marks === '' ? state : `${state} (${marks})`;
    });
    return `States: ${states.join(', ')}. Transitions: ${edges.map((edge) => edge.sentence).join('; ')}.`;
};

/**
 * @param {import('./compile.js').Machine} machine
 * @param {{current?: ?string, width?: number, mode?: 'auto' | 'layers' | 'rows'}} [options] `current`: the state that an asset is in; `width`: pixels that there are, none for as many as are needed;
 * `mode`: `layers` is a picture, `rows` a column for narrow pages, `auto` the picture where it fits. A machine with
 * more arrows than anybody follows is a column in any case
 * @returns {Layout}
 */
export const layoutOf = (machine, { current = null, width = Infinity, mode = 'auto' } = {}) => {
    const edges = edgesOf(machine);
    const plan = { states: machine.states, marks: machine.states.map((state) => marksOf(machine, state, current)), groups: groupsOf(edges) };
    const layered = mode !== 'rows' && plan.groups.length <= MOST_LAYERED ? layersOf(plan) : null;
    const isLayered = layered !== null && (mode === 'layers' || layered.width <= width);
    const { states, arrows, ...size } = isLayered ? layered : rowsOf(plan, Math.min(width, WIDEST_ROWS));
    return {
        mode: isLayered ? 'layers' : 'rows',
        ...size,
        title: titleOf(machine),
        description: describe(machine, edges, current),
        states: states.map((state) => ({ ...state, isStart: state.name === machine.states[0], isFinal: machine.finalStates.includes(state.name), isCurrent: state.name === current })),
        arrows: arrows.map((arrow) => ({ ...arrow, isByTime: arrow.edges.every((edge) => edge.after !== null) })),
    };
};
