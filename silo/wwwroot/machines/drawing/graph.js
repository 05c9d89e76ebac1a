/**
 * States on even layers; on its way from an upper to a lower state an arrow has a vertex on every layer between, one of which, on an odd layer, holds its label. As all that takes room is
 * a vertex, and vertices of a layer stand beside each other, nothing can overlap.
 * @typedef {{layer: number, left: number, right: number, height: number, isState: boolean, up: Segment[], down: Segment[], position: number, x: number}} Vertex
 * `left` and `right` are its room beside `x`
 * @typedef {{upper: Vertex, lower: Vertex, upperPort: number, lowerPort: number, weight: number}} Segment ports are where it is attached, from the middle of the vertex
 */

const vertexOf = (layer, left, right, height, isState) => ({ layer, left, right, height, isState, up: [], down: [], position: 0, x: 0 });

/** Nothing but an arrow that passes. */
export const isPassage = (vertex) => !vertex.isState && vertex.height === 0;

export const upperX = (segment) => segment.upper.x + segment.upperPort;

export const lowerX = (segment) => segment.lower.x + segment.lowerPort;

/**
 * @param {ReturnType<import('./ranks.js').ranksOf>} ranking
 * @param {{width: number, height: number, loopRoom: number}[]} cells room of the states
 * @param {{width: number, height: number, isLoop: boolean}[]} labels of the arrows
 * @returns {{layers: Vertex[][], states: Vertex[], ways: Vertex[][]}} `ways`: the vertices between an arrow's two states, from the upper one down
 */
export const graphOf = ({ ranks, order, ends }, cells, labels) => {
    const layers = Array.from({ length: 2 * Math.max(...ranks) + 1 }, () => []);
    const add = (vertex) => {
        vertex.position = layers[vertex.layer].length;
        layers[vertex.layer].push(vertex);
        return vertex;
    };
    const states = cells.map(({ width, height, loopRoom }, state) => vertexOf(2 * ranks[state], width / 2, width / 2 + loopRoom, height, true));
    const ways = labels.map(() => []);
    const labelRoom = layers.map(() => 0);
    for (const state of order) {
        add(states[state]);
        labels.forEach((label, arrow) => {
            if (!label.isLoop && ends[arrow].upper === state) {
                ways[arrow] = wayOf(states[state], states[ends[arrow].lower], label, labelRoom, ends[arrow].isReversed, add);
            }
        });
    }
    return { layers, states, ways };
};

const wayOf = (upper, lower, label, labelRoom, isReversed, add) => {
    const labelled = labelLayer(upper.layer, lower.layer, labelRoom, isReversed);
    labelRoom[labelled] += label.width;
    const way = [];
    let previous = upper;
    for (let layer = upper.layer + 1; layer < lower.layer; layer++) {
        const room = layer === labelled ? label : { width: 0, height: 0 };
        const vertex = add(vertexOf(layer, room.width / 2, room.width / 2, room.height, false));
        way.push(vertex);
        join(previous, vertex);
        previous = vertex;
    }
    join(previous, lower);
    return way;
};

/** Where labels take least room so far; among equals nearest to the state that the arrow leaves. */
const labelLayer = (upper, lower, labelRoom, isReversed) => {
    let best = isReversed ? lower - 1 : upper + 1;
    const step = isReversed ? -2 : 2;
    for (let layer = best; layer > upper && layer < lower; layer += step) {
        if (labelRoom[layer] < labelRoom[best]) {
            best = layer;
        }
    }
    return best;
};

// Long ways should be straight.
const LONG = 8;

const join = (upper, lower) => {
    const segment = { upper, lower, upperPort: 0, lowerPort: 0, weight: upper.isState || lower.isState ? 1 : LONG };
    upper.down.push(segment);
    lower.up.push(segment);
};
