import { FALSE, LEAST_INT, MOST_INT, TRUE, bool, duration, equal, int, list, placeOf, time } from '../values.js';
import { compile, condition, sizeOf, standIn } from './compile.js';
import { MAX_MS } from './tree.js';
import { format } from './format.js';
import { constant, failIn, isTrue, readsOf, typed } from './scope.js';
import {
    BOOL, DURATION, INT, MAX_ITEMS, NOTHING, TIME, areComparable, isNumber, isOnly, joined, listOf, required, typeText, withBound,
} from './types.js';

/** Operators. Whole numbers are 64 bits and checked; what leaves them refuses the step. */

export const numberOf = (value) => (value.kind === 'int' || value.kind === 'time' || value.kind === 'duration' ? value.value : 0n);

export const wrap = (kind, value) => (kind === 'time' ? time(value) : kind === 'duration' ? duration(value) : int(value));

export const compileOperator = (scope, one) => {
    if (one.is === 'unary') {
        return compileUnary(scope, one);
    }
    if (['and', 'or', 'implies'].includes(one.op)) {
        return compileLogic(scope, one);
    }
    const left = compile(scope, one.left);
    // A list of amounts beside it makes no number an amount.
    const beside = left.type.kind === 'list' && left.type.element.kind === 'amount' ? listOf(INT, left.type.bound) : left.type;
    const right = compile(scope, one.right, beside);
    switch (one.op) {
        case '=': case '!=': return compileEquality(scope, one, left, right);
        case '<': case '<=': case '>': case '>=': return compileOrder(scope, one, left, right);
        case 'in': return compileIn(scope, one, left, right);
        case '??': return compileOtherwise(scope, one, left, right);
        default: return compileArithmetic(scope, one, left, right);
    }
};

const compileUnary = (scope, one) => {
    if (one.op === 'not') {
        const test = condition(scope, one.operand, 'the operand of not');
        return typed(BOOL, (frame) => bool(!isTrue(test.run(frame))), 1 + test.cost, test.reads);
    }
    const operand = compile(scope, one.operand);
    if (one.operand.is === 'number') {
        return constant(INT, int(-one.operand.value));
    }
    if (!isNumber(operand.type) && !isOnly(operand.type, 'duration')) {
        throw scope.fail(one, `a minus stands before numbers and durations, and '${format(one.operand)}' is ${typeText(operand.type)}`);
    }
    const type = isNumber(operand.type) ? INT : DURATION;
    return arithmetic('-', type, typed(type, () => wrap(type.kind, 0n), 0, 0), operand, one);
};

const LOGIC = {
    and: (first, second) => (frame) => (isTrue(first(frame)) ? second(frame) : FALSE),
    or: (first, second) => (frame) => (isTrue(first(frame)) ? TRUE : second(frame)),
    implies: (first, second) => (frame) => (isTrue(first(frame)) ? second(frame) : TRUE),
};

const compileLogic = (scope, one) => {
    const left = condition(scope, one.left, `the left of ${one.op}`);
    const right = condition(scope, one.right, `the right of ${one.op}`);
    return typed(BOOL, LOGIC[one.op](left.run, right.run), 1 + left.cost + right.cost, readsOf([left, right]));
};

const compileEquality = (scope, one, left, right) => {
    if (left.type.kind === 'nothing' || right.type.kind === 'nothing') {
        throw scope.fail(one, `nothing is compared with none by ${one.op}`, one.op === '=' ? "'X is none'" : "'X is some'");
    }
    if (!areComparable(left.type, right.type)) {
        throw scope.fail(one, `'${format(one.left)}' is ${typeText(left.type)} and '${format(one.right)}' is ${typeText(right.type)}: they are never equal`);
    }
    const wanted = one.op === '=';
    return typed(BOOL, (frame) => bool(equal(left.run(frame), right.run(frame)) === wanted), sizeOf(left.type) + left.cost + right.cost, readsOf([left, right]));
};

const ORDER = {
    '<': (left, right) => left < right,
    '<=': (left, right) => left <= right,
    '>': (left, right) => left > right,
    '>=': (left, right) => left >= right,
};

/** What can be none has no size and no sum. */
const requireSome = (scope, one, left, right, why) => {
    for (const [side, type] of [[one.left, left.type], [one.right, right.type]]) {
        if (type.optional) {
            throw scope.fail(side, `'${format(side)}' can be none${why}`, `say what then: ${format(side)} ?? VALUE`);
        }
    }
};

const compileOrder = (scope, one, left, right) => {
    requireSome(scope, one, left, right, ' and has no size then');
    const isOrdered = (isNumber(left.type) && isNumber(right.type)) || (left.type.kind === right.type.kind && ['time', 'duration'].includes(left.type.kind));
    if (!isOrdered) {
        const [a, b] = [typeText(left.type), typeText(right.type)];
        throw scope.fail(one, `'${format(one.left)}' is ${a} and '${format(one.right)}' is ${b}: only numbers, times and durations are ordered, each among themselves`);
    }
    const holds = ORDER[one.op];
    return typed(BOOL, (frame) => bool(holds(numberOf(left.run(frame)), numberOf(right.run(frame)))), 1 + left.cost + right.cost, readsOf([left, right]));
};

const compileIn = (scope, one, left, right) => {
    const element = isOnly(right.type, 'list') ? right.type.element : isOnly(right.type, 'map') ? right.type.key : null;
    if (element === null) {
        throw scope.fail(one.right, `'${format(one.right)}' is ${typeText(right.type)}, and 'in' looks into a list or the keys of a map`);
    }
    if (element !== NOTHING && !areComparable(left.type, element)) {
        throw scope.fail(one, `'${format(one.left)}' is ${typeText(left.type)}, and the items are ${typeText(element)}`);
    }
    const run = (frame) => {
        const wanted = left.run(frame);
        const all = right.run(frame);
        return bool(all.kind === 'list' ? all.items.some((item) => equal(item, wanted)) : all.kind === 'map' && wanted.kind !== 'none' && placeOf(all, wanted).found);
    };
    return typed(BOOL, run, 1 + left.cost + right.cost + right.type.bound * sizeOf(element), readsOf([left, right]));
};

const compileOtherwise = (scope, one, left, right) => {
    if (!left.type.optional) {
        throw scope.fail(one.left, `'${format(one.left)}' is ${typeText(left.type)}, which is never none`);
    }
    const type = joined(required(left.type), right.type);
    if (type === null) {
        throw scope.fail(one, `'${format(one.left)}' is ${typeText(left.type)} and what stands for none is ${typeText(right.type)}`);
    }
    const run = (frame) => {
        const value = left.run(frame);
        return value.kind === 'none' ? right.run(frame) : value;
    };
    return typed(type, run, 1 + left.cost + right.cost, readsOf([left, right]));
};

const compileArithmetic = (scope, one, left, right) => {
    requireSome(scope, one, left, right, '');
    if (one.op === '+' && left.type.kind === 'list' && right.type.kind === 'list') {
        return joinLists(scope, one, left, right);
    }
    const type = resultOf(one.op, left.type, right.type);
    if (type === null) {
        throw scope.fail(one, `there is no ${typeText(left.type)} ${one.op} ${typeText(right.type)}`);
    }
    return arithmetic(one.op, type, left, right, one);
};

const RESULTS = {
    'time + duration': TIME, 'time - duration': TIME, 'duration + time': TIME, 'time - time': DURATION, 'duration + duration': DURATION, 'duration - duration': DURATION,
    'duration % duration': DURATION, 'duration * int': DURATION, 'duration / int': DURATION, 'int * duration': DURATION, 'duration / duration': INT,
};

/** The type of an operation on two types, or null where there is none. */
export const resultOf = (op, left, right) => {
    const [a, b] = [left, right].map((type) => (isNumber(type) ? 'int' : type.kind === 'amount' ? 'amount?' : type.kind));
    return a === 'int' && b === 'int' && isNumber(left) && isNumber(right) ? INT : RESULTS[`${a} ${op} ${b}`] ?? null;
};

/** Division rounds towards zero; by zero there is no result. */
const calculate = (op, left, right) => {
    switch (op) {
        case '+': return left + right;
        case '-': return left - right;
        case '*': return left * right;
        case '/': return right === 0n ? null : left / right;
        default: return right === 0n ? null : left % right;
    }
};

const RANGES = { time: [0n, MAX_MS], duration: [-MAX_MS, MAX_MS], int: [LEAST_INT, MOST_INT] };

const arithmetic = (op, type, left, right, at) => {
    const [least, most] = RANGES[type.kind];
    return typed(type, (frame) => {
        const result = calculate(op, numberOf(left.run(frame)), numberOf(right.run(frame)));
        if (result !== null && result >= least && result <= most) {
            return wrap(type.kind, result);
        }
        failIn(frame, result === null ? `'${format(at)}' divides by zero` : `'${format(at)}' leaves the range of ${typeText(type)}`);
        return standIn(type);
    }, 1 + left.cost + right.cost, readsOf([left, right]));
};

const joinLists = (scope, one, left, right) => {
    const type = joined(withBound(left.type, 0), withBound(right.type, 0));
    if (type === null) {
        throw scope.fail(one, `'${format(one.left)}' is ${typeText(left.type)} and '${format(one.right)}' is ${typeText(right.type)}`);
    }
    const bound = left.type.bound + right.type.bound;
    return typed(withBound(type, Math.min(bound, MAX_ITEMS)), (frame) => {
        const items = [...left.run(frame).items, ...right.run(frame).items];
        if (items.length <= MAX_ITEMS) {
            return list(items);
        }
        failIn(frame, `a list has at most ${MAX_ITEMS} items`);
        return list([]);
    }, 1 + bound + left.cost + right.cost, readsOf([left, right]));
};
