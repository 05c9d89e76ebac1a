/**
 * Orders the vertices of each layer so that few arrows cross: each goes to the barycentre of its neighbours, in sweeps down and up, then neighbours change places where that helps. The
 * best order met is kept; ties leave things where they were, so the answer is always the same.
 */

const SWEEPS = 16;

/** @param {import('./graph.js').Vertex[][]} layers changed in place */
export const reduceCrossings = (layers) => {
    let best = layers.map((layer) => [...layer]);
    let fewest = crossingsOf(layers);
    for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
        const isDown = sweep % 2 === 0;
        const way = isDown ? layers.slice(1) : layers.slice(0, -1).reverse();
        way.forEach((layer) => sortLayer(layer, isDown));
        layers.forEach(transpose);
        const crossings = crossingsOf(layers);
        if (crossings < fewest) {
            [fewest, best] = [crossings, layers.map((layer) => [...layer])];
        }
    }
    layers.forEach((layer, i) => renumber(layer, best[i]));
};

const renumber = (layer, order) => order.forEach((vertex, i) => {
    layer[i] = vertex;
    vertex.position = i;
});

const sortLayer = (layer, isDown) => {
    const keyed = layer.map((vertex) => ({ vertex, key: barycentre(vertex, isDown) }));
    renumber(layer, keyed.sort((left, right) => left.key - right.key).map(({ vertex }) => vertex));
};

const barycentre = (vertex, isDown) => {
    const neighbours = isDown ? vertex.up.map((segment) => segment.upper) : vertex.down.map((segment) => segment.lower);
    return neighbours.length === 0 ? vertex.position : neighbours.reduce((sum, one) => sum + one.position, 0) / neighbours.length;
};

const transpose = (layer) => {
    for (let i = 0; i + 1 < layer.length; i++) {
        const [left, right] = [layer[i], layer[i + 1]];
        if (between(right, left) < between(left, right)) {
            [layer[i], layer[i + 1]] = [right, left];
            [left.position, right.position] = [i + 1, i];
        }
    }
};

/** Crossings of the arrows of two neighbours, the first standing left. */
const between = (left, right) => {
    let crossings = 0;
    for (const one of left.up) {
        crossings += right.up.filter((other) => other.upper.position < one.upper.position).length;
    }
    for (const one of left.down) {
        crossings += right.down.filter((other) => other.lower.position < one.lower.position).length;
    }
    return crossings;
};

/** Crossings between all neighbouring layers. */
const crossingsOf = (layers) => {
    let crossings = 0;
    for (const layer of layers) {
        const met = [];
        for (const vertex of layer) {
            const own = vertex.down.map((segment) => segment.lower.position);
            crossings += own.reduce((sum, position) => sum + met.filter((other) => other > position).length, 0);
            met.push(...own);
        }
    }
    return crossings;
};
