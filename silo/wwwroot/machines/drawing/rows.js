import { heightOf, linesIn, stacked, stateCell, stepCell } from './cells.js';
import { ranksOf } from './ranks.js';

/**
 * The drawing of a narrow page: states one below the other, under each the steps that leave it, and to the right of all a lane for each state that arrows lead to; what shares an arrow stands in brackets. Words stand in
 * rows of their own and lanes beside them, so nothing overlaps however narrow the page is; arrows cross at right angles only.
 */

const MARGIN = 10;
const INDENT = 22;
const STEM = 10;
const STATE_GAP = 22;
const ROW_GAP = 6;
const LANE_GAP = 8;
const LEAST_LANE_GAP = 3;
const LANES_SHARE = 0.4;
const LEAST_WIDTH = 240;

/** Tops of all states and steps, in rows of that width. */
const placeRows = (order, plan, contentWidth) => {
    const inner = contentWidth - INDENT;
    let y = MARGIN;
    const states = new Map();
    const arrows = [];
    for (const name of order) {
        const cell = stateCell(name, plan.marks[plan.states.indexOf(name)], contentWidth - 40);
        const box = { left: MARGIN, top: y, width: contentWidth, height: cell.height };
        states.set(name, { name, marks: cell.marks, box, lines: linesIn(cell.words, box, 'middle') });
        y += cell.height;
        for (const group of plan.groups.filter((one) => one.from === name)) {
            const steps = group.edges.map((edge) => stepCell(edge, `${group.from === group.to ? 'stays' : 'to'} ${group.to}, ${edge.condition}`, inner - 16));
            const label = { left: MARGIN + INDENT, top: y + ROW_GAP, width: inner, height: heightOf(steps, ROW_GAP) };
            arrows.push({ ...group, label, steps: stacked(steps, label.left, label.top, inner, ROW_GAP, 'start') });
            y += ROW_GAP + label.height;
        }
        y += STATE_GAP;
    }
    return { states, arrows, height: y - STATE_GAP + MARGIN };
};

const middleOf = ({ top, height }) => top + Math.round(height / 2);

/** Which lane leads to each state: short ones inside, and none beside another in the same rows. */
const lanesOf = ({ states, arrows }) => {
    const spans = new Map();
    for (const { to, label } of arrows) {
        const ys = [middleOf(label), middleOf(states.get(to).box)];
        const span = spans.get(to) ?? { to, top: Infinity, bottom: -Infinity };
        spans.set(to, { to, top: Math.min(span.top, ...ys), bottom: Math.max(span.bottom, ...ys) });
    }
    const lanes = [];
    const laneOf = new Map();
    for (const span of [...spans.values()].sort((left, right) => (left.bottom - left.top) - (right.bottom - right.top))) {
        const free = lanes.findIndex((lane) => lane.every((other) => other.bottom < span.top || span.bottom < other.top));
        const lane = free < 0 ? lanes.push([]) - 1 : free;
        lanes[lane].push(span);
        laneOf.set(span.to, lane);
    }
    return { laneOf, count: lanes.length };
};

/**
 * @param {{states: string[], marks: string[], groups: object[]}} plan
 * @param {number} width in pixels; what is too little for any words is taken as a little more
 * @returns {{width: number, height: number, states: object[], arrows: object[]}}
 */
export const rowsOf = (plan, width) => {
    const whole = Math.max(LEAST_WIDTH, Math.floor(width));
    const ranking = ranksOf(plan.states.length, plan.groups.map(({ from, to }) => ({ from: plan.states.indexOf(from), to: plan.states.indexOf(to) })));
    const order = ranking.order.map((state) => plan.states[state]);
    // How many lanes there are hangs on the order of the rows alone, not on how wide they are.
    const { count } = lanesOf(placeRows(order, plan, whole));
    const gap = Math.max(LEAST_LANE_GAP, Math.min(LANE_GAP, Math.floor(whole * LANES_SHARE / (count + 1))));
    const contentWidth = 2 * Math.floor((whole - 2 * MARGIN - gap * (count + 1)) / 2);
    const placed = placeRows(order, plan, contentWidth);
    const { laneOf } = lanesOf(placed);
    const right = MARGIN + contentWidth;
    const arrows = placed.arrows.map((arrow) => {
        const from = placed.states.get(arrow.from).box;
        const [middle, entry] = [middleOf(arrow.label), middleOf(placed.states.get(arrow.to).box)];
        const lane = right + gap * (laneOf.get(arrow.to) + 1) + Math.min(gap, 4);
        const stem = [[MARGIN + STEM, from.top + from.height], [MARGIN + STEM, middle], [arrow.label.left, middle]];
        const brackets = arrow.steps.length === 1 ? [] : [arrow.label.left, right].map((x) => [[x, arrow.label.top + ROW_GAP], [x, arrow.label.top + arrow.label.height - ROW_GAP]]);
        return { ...arrow, isLoop: arrow.from === arrow.to, ways: [stem, ...brackets, [[right, middle], [lane, middle], [lane, entry], [right, entry]]] };
    });
    return { width: whole, height: placed.height, states: plan.states.map((name) => placed.states.get(name)), arrows };
};
