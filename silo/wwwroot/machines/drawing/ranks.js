/**
 * How far down each state stands. Arrows that close a circle are taken the other way round; then a state stands below all that lead to it (longest path).
 * @param {number} states how many, of which 0 is the start
 * @param {{from: number, to: number}[]} arrows
 * @returns {{ranks: number[], order: number[], ends: {upper: number, lower: number, isReversed: boolean}[]}} `order`: states so that every arrow, taken the way that counts, leads forward
 */
export const ranksOf = (states, arrows) => {
    const { order, reversed } = walked(states, arrows);
    const ends = arrows.map(({ from, to }, arrow) => (reversed.has(arrow) ? { upper: to, lower: from, isReversed: true } : { upper: from, lower: to, isReversed: false }));
    const below = Array.from({ length: states }, () => []);
    for (const { upper, lower } of ends.filter((one) => one.upper !== one.lower)) {
        below[upper].push(lower);
    }
    const ranks = new Array(states).fill(0);
    for (const state of order) {
        for (const lower of below[state]) {
            ranks[lower] = Math.max(ranks[lower], ranks[state] + 1);
        }
    }
    // What nothing leads to stands just above what it leads to, and not beside the start.
    const isBelow = new Set(below.flat());
    for (let state = 1; state < states; state++) {
        if (!isBelow.has(state)) {
            ranks[state] = below[state].length === 0 ? 1 : Math.max(0, Math.min(...below[state].map((lower) => ranks[lower])) - 1);
        }
    }
    return { ranks, order, ends };
};

const walked = (states, arrows) => {
    const leaving = Array.from({ length: states }, () => []);
    arrows.forEach(({ from, to }, arrow) => {
        if (from !== to) {
            leaving[from].push(arrow);
        }
    });
    const visits = new Array(states).fill('none');
    const reversed = new Set();
    const finished = [];
    const follow = (state) => {
        if (visits[state] !== 'none') {
            return;
        }
        visits[state] = 'open';
        // The last child finishes first and stands last; so those that are declared first come first.
        for (const arrow of [...leaving[state]].reverse()) {
            if (visits[arrows[arrow].to] === 'open') {
                reversed.add(arrow);
            } else {
                follow(arrows[arrow].to);
            }
        }
        visits[state] = 'done';
        finished.push(state);
    };
    for (let state = 0; state < states; state++) {
        follow(state);
    }
    return { order: finished.reverse(), reversed };
};
