import { heightOf, linesIn, stacked, stateCell, stepCell } from './cells.js';
import { placeColumns } from './columns.js';
import { reduceCrossings } from './crossings.js';
import { graphOf, lowerX, upperX } from './graph.js';
import { ranksOf } from './ranks.js';

/**
 * The drawing of a wide page, after Sugiyama: states in layers from the start down, labels in layers between them, few crossings, straight ways. By construction no two boxes or labels
 * overlap and no arrow passes through one that is not its own.
 */

/** How far an arrow back to its own state bends to the right of the box, in pixels. */
export const LOOP_REACH = 30;

const MARGIN = 20;
const STATE_PADDING = 12;
const LABEL_PADDING = 3;
const LOOP_HALF = 8;
const LEAST_GAP = 22;
const MOST_GAP = 110;
const SLOPE = 8;
const STEP_GAP = 4;
const PORT_GAP = 16;
const MOST_LABEL = 220;
const MOST_NAME = 260;

const labelOf = (group) => {
    const steps = group.edges.map((edge) => stepCell(edge, edge.condition, MOST_LABEL));
    return { steps, isLoop: group.from === group.to, width: Math.max(...steps.map((one) => one.width)), height: heightOf(steps, STEP_GAP) };
};

/** The least box that holds its words and has room for its arrows; to the right of it what leads back. */
const cellsOf = (states, marks, groups, labels, ends) => states.map((name, state) => {
    const cell = stateCell(name, marks[state], MOST_NAME);
    const others = ends.filter((_, arrow) => !labels[arrow].isLoop);
    const ports = Math.max(others.filter((one) => one.lower === state).length, others.filter((one) => one.upper === state).length);
    const loop = labels.find((label, arrow) => label.isLoop && groups[arrow].from === name);
    const width = Math.max(cell.width, 2 * Math.ceil((ports + 1) * PORT_GAP / 2));
    return { ...cell, width, boxHeight: cell.height, height: Math.max(cell.height, loop?.height ?? 0), loopRoom: loop === undefined ? 0 : LOOP_REACH + loop.width };
});

/** Top and bottom of each layer. The wider arrows swing between two layers, the further they stand apart. */
const bandsOf = (layers) => {
    let y = MARGIN - STATE_PADDING;
    return layers.map((layer, i) => {
        const height = Math.max(...layer.map((vertex) => vertex.height));
        const band = { top: y, bottom: y + height + 2 * (i % 2 === 0 ? STATE_PADDING : LABEL_PADDING) };
        const swing = Math.max(0, ...layer.flatMap((vertex) => vertex.down.map((segment) => Math.abs(upperX(segment) - lowerX(segment)))));
        y = band.bottom + Math.min(Math.max(Math.floor(swing / SLOPE), LEAST_GAP), MOST_GAP);
        return band;
    });
};

const middleOf = ({ top, bottom }, height) => Math.floor((top + bottom - height) / 2);

/** From state to state: in one column straight, otherwise a curve between two rows that leaves and arrives vertically. */
const routeOf = (way, boxes, ends, bands) => {
    const [first] = way[0].up;
    const [last] = way.at(-1).down;
    const upper = boxes[ends.upper];
    const points = [[upperX(first), upper.top + upper.height], [upperX(first), bands[first.upper.layer].bottom]];
    for (const vertex of way) {
        points.push([vertex.x, bands[vertex.layer].top], [vertex.x, bands[vertex.layer].bottom]);
    }
    points.push([lowerX(last), bands[last.lower.layer].top], [lowerX(last), boxes[ends.lower].top]);
    return ends.isReversed ? points.reverse() : points;
};

/**
 * @param {{states: string[], marks: string[], groups: object[]}} plan
 * @returns {{width: number, height: number, states: object[], arrows: object[]}}
 */
export const layersOf = ({ states, marks, groups }) => {
    const labels = groups.map(labelOf);
    const ranking = ranksOf(states.length, groups.map(({ from, to }) => ({ from: states.indexOf(from), to: states.indexOf(to) })));
    const cells = cellsOf(states, marks, groups, labels, ranking.ends);
    const graph = graphOf(ranking, cells, labels);
    reduceCrossings(graph.layers);
    placeColumns(graph.layers, graph.ways);
    const vertices = graph.layers.flat();
    const shift = MARGIN - Math.floor(Math.min(...vertices.map((vertex) => vertex.x - vertex.left)));
    vertices.forEach((vertex) => {
        vertex.x += shift;
    });
    const bands = bandsOf(graph.layers);
    const boxes = graph.states.map((vertex, state) => {
        const { width, boxHeight } = cells[state];
        return { left: vertex.x - vertex.left, top: middleOf(bands[vertex.layer], boxHeight), width, height: boxHeight };
    });
    const arrows = groups.map((group, arrow) => {
        const { steps, width, height, isLoop } = labels[arrow];
        const box = boxes[states.indexOf(group.from)];
        const [right, middle] = [box.left + box.width, box.top + Math.floor(box.height / 2)];
        const labelled = isLoop ? null : graph.ways[arrow].find((vertex) => vertex.height > 0);
        const label = isLoop
            ? { left: right + LOOP_REACH, top: middle - Math.floor(height / 2), width, height }
            : { left: labelled.x - labelled.left, top: middleOf(bands[labelled.layer], height), width, height };
        const points = isLoop ? [[right, middle - LOOP_HALF], [right, middle + LOOP_HALF]] : routeOf(graph.ways[arrow], boxes, ranking.ends[arrow], bands);
        return { ...group, isLoop, label, steps: stacked(steps, label.left, label.top, width, STEP_GAP, isLoop ? 'start' : 'middle'), ways: [points] };
    });
    return {
        width: MARGIN + Math.ceil(Math.max(...vertices.map((vertex) => vertex.x + vertex.right))),
        height: MARGIN + bands.at(-1).bottom,
        states: cells.map((cell, state) => ({ name: cell.name, marks: cell.marks, box: boxes[state], lines: linesIn(cell.words, boxes[state], 'middle') })),
        arrows,
    };
};
