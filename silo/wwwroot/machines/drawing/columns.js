import { isPassage, lowerX, upperX } from './graph.js';

/**
 * Columns of all vertices. Each wants to stand where its arrows would be straight; a layer gives every vertex the place nearest to that (least squares) at which the order stays and
 * nothing overlaps, found by joining neighbours that get into each other's way (pool adjacent violators). Whole pixels throughout.
 */

const GAP = 22;
const PASSAGE_GAP = 14;
const ROUNDS = 6;
const LAST_ROUNDS = 14;

/** @param {import('./graph.js').Vertex[][]} layers changed in place */
export const placeColumns = (layers, ways) => {
    for (const layer of layers) {
        layer.filter((vertex) => vertex.isState).forEach(attachArrows);
        pack(layer);
    }
    for (let round = 0; round < ROUNDS; round++) {
        layers.forEach((layer) => settle(layer, true, false));
        [...layers].reverse().forEach((layer) => settle(layer, false, true));
    }
    for (let round = 0; round < LAST_ROUNDS; round++) {
        (round % 2 === 0 ? layers : [...layers].reverse()).forEach((layer) => settle(layer, true, true));
    }
    for (let round = 0; round < ROUNDS; round++) {
        ways.forEach((way) => straighten(layers, way));
    }
};

/** Arrows are attached to a box in the order in which they go. */
const attachArrows = (vertex) => {
    const port = (i, count) => Math.floor(2 * vertex.left * (i + 1) / (count + 1) - vertex.left);
    const down = [...vertex.down].sort((left, right) => left.lower.position - right.lower.position);
    down.forEach((segment, i) => {
        segment.upperPort = port(i, down.length);
    });
    const up = [...vertex.up].sort((left, right) => left.upper.position - right.upper.position);
    up.forEach((segment, i) => {
        segment.lowerPort = port(i, up.length);
    });
};

const apart = (left, right) => Math.ceil(left.right + right.left) + (isPassage(left) && isPassage(right) ? PASSAGE_GAP : GAP);

const pack = (layer) => layer.forEach((vertex, i) => {
    vertex.x = i === 0 ? Math.ceil(vertex.left) : layer[i - 1].x + apart(layer[i - 1], vertex);
});

/** The weighted sum of the columns at which the arrows would be straight, and the weights. What has no arrow that way stays, but pushes nobody. */
const wish = (vertex, above, below) => {
    let [sum, weight] = [0, 0];
    for (const segment of above ? vertex.up : []) {
        sum += 4 * segment.weight * (upperX(segment) - segment.lowerPort);
        weight += 4 * segment.weight;
    }
    for (const segment of below ? vertex.down : []) {
        sum += 4 * segment.weight * (lowerX(segment) - segment.upperPort);
        weight += 4 * segment.weight;
    }
    return weight === 0 ? [vertex.x, 1] : [sum, weight];
};

const settle = (layer, above, below) => {
    const offsets = [];
    const blocks = [];
    layer.forEach((vertex, i) => {
        offsets.push(i === 0 ? 0 : offsets[i - 1] + apart(layer[i - 1], vertex));
        const [sum, weight] = wish(vertex, above, below);
        let block = { sum: sum - offsets[i] * weight, weight, count: 1 };
        while (blocks.length > 0 && blocks.at(-1).sum / blocks.at(-1).weight >= block.sum / block.weight) {
            const last = blocks.pop();
            block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count };
        }
        blocks.push(block);
    });
    let at = 0;
    for (const { sum, weight, count } of blocks) {
        const column = Math.round(sum / weight);
        for (const end = at + count; at < end; at++) {
            layer[at].x = column + offsets[at];
        }
    }
};

/** Takes small bends out of a long arrow: each run of vertices that can stand in one column without pushing a neighbour does so. */
const straighten = (layers, way) => {
    for (let first = 0; first < way.length;) {
        let [least, most, sum, end] = [-Infinity, Infinity, 0, first];
        while (end < way.length) {
            const [left, right] = roomOf(layers[way[end].layer], way[end]);
            if (Math.max(least, left) > Math.min(most, right)) {
                break;
            }
            [least, most] = [Math.max(least, left), Math.min(most, right)];
            sum += way[end].x;
            end += 1;
        }
        const column = Math.min(Math.max(Math.round(sum / (end - first)), least), most);
        for (; first < end; first++) {
            way[first].x = column;
        }
    }
};

const roomOf = (layer, vertex) => {
    const [before, after] = [layer[vertex.position - 1], layer[vertex.position + 1]];
    return [before === undefined ? -Infinity : before.x + apart(before, vertex), after === undefined ? Infinity : after.x - apart(vertex, after)];
};
