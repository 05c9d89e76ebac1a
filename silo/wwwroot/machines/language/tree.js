/**
 * An expression of a machine text. `is` names its form: number, duration, text, bool, none, name, member, call, index, unary, binary, if, isNone, loop, with, list; `place` is where it
 * begins, `height` how many expressions lie in each other.
 * @typedef {{is: string, place: import('./fault.js').Place, height: number}} Expression
 */

/** Most milliseconds of a time, and of a duration in either direction. */
export const MAX_MS = 9_007_199_254_740_991n;

/** An expression in which no other lies. */
export const leaf = (form, place, more) => ({ is: form, place, height: 1, ...more });

/** One in which those parts lie. */
export const tree = (form, place, more, parts) => ({ is: form, place, height: 1 + parts.reduce((most, part) => Math.max(most, part.height), 0), ...more });

/** What lies directly in an expression, in the order in which it is written. */
export const childrenOf = (expression) => {
    switch (expression.is) {
        case 'member': return [expression.target];
        case 'call': return expression.args.map((one) => one.value);
        case 'index': return [expression.target, expression.key];
        case 'unary': case 'isNone': return [expression.operand];
        case 'binary': return [expression.left, expression.right];
        case 'if': return [expression.condition, expression.then, expression.other];
        case 'loop': return expression.amount === null ? [expression.list, expression.body] : [expression.amount, expression.list, expression.body];
        case 'with': return [expression.target, ...expression.fields.map((one) => one.value)];
        case 'list': return expression.items;
        default: return [];
    }
};
