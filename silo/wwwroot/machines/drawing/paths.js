import { LOOP_REACH } from './layers.js';

/** The lines of arrows, as paths that end where their tips begin. */

const TIP_LENGTH = 9;
const TIP_HALF = 4;
const CORNER = 4;

/** The last point, moved back by the length of the tip. */
const beforeTip = (points) => {
    const [[fromX, fromY], [toX, toY]] = points.slice(-2);
    return [toX - TIP_LENGTH * Math.sign(toX - fromX), toY - TIP_LENGTH * Math.sign(toY - fromY)];
};

/** Straight where two points share a column, else a curve that leaves and arrives vertically. */
const curved = (points) => points.slice(1).map(([x, y], i) => {
    const [fromX, fromY] = points[i];
    const middle = (fromY + y) / 2;
    return x === fromX ? `V${y}` : `C${fromX} ${middle} ${x} ${middle} ${x} ${y}`;
}).join('');

/** Round corners tell a lane that turns from one that is crossed. */
const square = (points) => points.slice(1).map(([x, y], i) => {
    const next = points[i + 2];
    if (next === undefined) {
        return `L${x} ${y}`;
    }
    const towards = ([toX, toY]) => {
        const length = Math.max(Math.abs(toX - x), Math.abs(toY - y), 1);
        const by = Math.min(CORNER, length / 2) / length;
        return `${x + (toX - x) * by} ${y + (toY - y) * by}`;
    };
    return `L${towards(points[i])}Q${x} ${y} ${towards(next)}`;
}).join('');

const looped = ([[x, top], [, bottom]]) => `M${x} ${top}C${x + LOOP_REACH} ${top - 2} ${x + LOOP_REACH} ${bottom + 2} ${x + TIP_LENGTH} ${bottom}`;

/**
 * The arrow's line as the `d` of a path.
 * @param {import('../layout.js').Layout['arrows'][0]} arrow
 * @param {'layers' | 'rows'} mode
 */
export const lineOf = (arrow, mode) => {
    if (mode === 'layers' && arrow.isLoop) {
        return looped(arrow.ways[0]);
    }
    const join = mode === 'layers' ? curved : square;
    return arrow.ways.map((points, i) => {
        const ends = i === arrow.ways.length - 1 ? [...points.slice(0, -1), beforeTip(points)] : points;
        return `M${ends[0].join(' ')}${join(ends)}`;
    }).join('');
};

/** The arrow's tip as the `points` of a polygon. */
export const tipOf = (arrow, mode) => {
    const points = arrow.ways.at(-1);
    const [x, y] = points.at(-1);
    const [backX, backY] = mode === 'layers' && arrow.isLoop ? [x + TIP_LENGTH, y] : beforeTip(points);
    const [sideX, sideY] = backX === x ? [TIP_HALF, 0] : [0, TIP_HALF];
    return `${x},${y} ${backX - sideX},${backY - sideY} ${backX + sideX},${backY + sideY}`;
};
