import { clean, widthOf, wrap } from './text.js';

/**
 * Room of words, in pixels. A step's room is large enough for a finger, whether or not the step is open: the drawing stays as it is when that changes.
 * @typedef {{left: number, top: number, width: number, height: number}} Rect
 * @typedef {{kind: 'name' | 'mark' | 'step' | 'who', text: string, x: number, y: number, anchor: 'start' | 'middle'}} Line a line of text with its baseline
 * @typedef {{kind: string, text: string, size: number, isBold: boolean}} Words
 */

/** Font sizes by kind of text, in pixels. */
export const SIZES = Object.freeze({ name: 15, mark: 12, step: 14, who: 12 });

const LINE = 17;
const LEAST_STEP = 44;
const PADDING = 8;
const STEP_LINES = 2;
const WHO_LINES = 3;

const wordsOf = (kind, text, widthPx, maxLines) => {
    const isBold = kind === 'name' || kind === 'step';
    return wrap(clean(text), widthPx, SIZES[kind], isBold, maxLines).map((line) => ({ kind, text: line, size: SIZES[kind], isBold }));
};

const widest = (words) => Math.max(0, ...words.map((one) => widthOf(one.text, one.size, one.isBold)));

/** Even, so that the middle is a whole pixel. */
const even = (width) => 2 * Math.ceil(width / 2);

/** A step's words: its name, and who may take it. */
export const stepCell = (edge, condition, widthPx) => {
    const words = [...wordsOf('step', edge.transition, widthPx, STEP_LINES), ...wordsOf('who', condition, widthPx, WHO_LINES)];
    return { edge, words, width: even(widest(words) + 2 * PADDING), height: Math.max(LEAST_STEP, words.length * LINE + 2 * PADDING) };
};

/** A state's words: its name, and what it is besides. */
export const stateCell = (name, marks, widthPx) => {
    const words = [...wordsOf('name', name, widthPx, STEP_LINES), ...(marks === '' ? [] : wordsOf('mark', marks, widthPx, 1))];
    return { name, marks, words, width: Math.max(64, even(widest(words) + 4 * PADDING)), height: words.length * LINE + 20 };
};

/**
 * The lines of words in a rectangle, one below the other about its middle.
 * @returns {Line[]}
 */
export const linesIn = (words, rect, anchor) => {
    const x = anchor === 'middle' ? rect.left + rect.width / 2 : rect.left + PADDING;
    const top = rect.top + (rect.height - words.length * LINE) / 2;
    return words.map(({ kind, text }, i) => ({ kind, text, x, y: Math.round(top + (i + 1) * LINE - 4), anchor }));
};

/** Steps one below the other, from a corner on: `{edge, box, lines}` each. */
export const stacked = (cells, left, top, width, gap, anchor) => {
    let y = top;
    return cells.map((cell) => {
        const box = { left, top: y, width, height: cell.height };
        y += cell.height + gap;
        return { edge: cell.edge, box, lines: linesIn(cell.words, box, anchor) };
    });
};

export const heightOf = (cells, gap) => cells.reduce((sum, cell) => sum + cell.height, 0) + gap * (cells.length - 1);
