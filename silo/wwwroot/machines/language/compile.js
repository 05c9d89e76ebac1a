import { NONE, list, bool, int, duration, text, map, utf8Length } from '../values.js';
import { format } from './format.js';
import { compileOperator } from './operators.js';
import { compileCall, compileIndex, compileWith } from './functions.js';
import { compileLoop } from './loops.js';
import { compileMember, compileName } from './names.js';
import { refuse } from './refusals.js';
import { constant, costOf, failIn, isTrue, readsOf, typed } from './scope.js';
import {
    BOOL, DURATION, EMPTY_LIST, INT, MAX_DEPTH, NOTHING, areComparable, depthOf, joined, listOf, required, sameType, textOf, typeText,
} from './types.js';

/**
 * Types an expression and turns it into a function, as the group's compiler does: the same values, the same refusals, the same bound on what a step costs.
 */

/** What looking at one value costs: many parts, many looks. */
export const sizeOf = (type) => {
    switch (type.kind) {
        case 'list': return 1 + type.bound * sizeOf(type.element);
        case 'map': return 1 + type.bound * (sizeOf(type.key) + sizeOf(type.element));
        case 'record': return 1 + type.fields.reduce((sum, field) => sum + sizeOf(field.type), 0);
        case 'text': case 'bytes': return 1 + Math.floor(type.bound / 64);
        default: return 1;
    }
};

const STAND_INS = {
    int: int(0n), amount: int(0n), bool: bool(false), time: { kind: 'time', value: 0n }, duration: duration(0n), list: list([]), map: map([]),
};

/** The value that stands in after a fault. */
export const standIn = (type) => (type.optional ? NONE : STAND_INS[type.kind] ?? NONE);

/**
 * The expression with its own type; `expected` helps literals of lists and cases.
 * @returns {import('./scope.js').Typed}
 */
export const compile = (scope, one, expected = null) => {
    switch (one.is) {
        case 'number': return constant(INT, int(one.value));
        case 'duration': return constant(DURATION, duration(one.ms));
        case 'text': return compileText(scope, one);
        case 'bool': return constant(BOOL, bool(one.value));
        case 'none': return constant(NOTHING, NONE);
        case 'name': return compileName(scope, one, expected);
        case 'member': return compileMember(scope, one);
        case 'call': return compileCall(scope, one);
        case 'index': return compileIndex(scope, one);
        case 'if': return compileIf(scope, one, expected);
        case 'isNone': return compileIsNone(scope, one);
        case 'loop': return compileLoop(scope, one);
        case 'with': return compileWith(scope, one);
        case 'list': return compileList(scope, one, expected);
        default: return compileOperator(scope, one);
    }
};

/** The expression as a value of a type, with checks at run time where only they can tell. */
export const compileTo = (scope, one, type, what) => convert(scope, compile(scope, one, type), type, one, what);

export const condition = (scope, one, what) => compileTo(scope, one, BOOL, what);

const compileText = (scope, one) => {
    const reason = refuse(textOf(1024), text(one.value));
    if (reason !== null) {
        throw scope.fail(one, reason);
    }
    return constant(textOf(Math.max(1, utf8Length(one.value))), text(one.value));
};

/** A text literal can be an id, a whole number an amount. */
const fitsConstant = (given, to) => (given.kind === to.kind && (!['choice', 'record'].includes(given.kind) || given.name === to.name))
    || (given.kind === 'int' && to.kind === 'amount') || (given.kind === 'text' && (to.kind === 'asset' || to.kind === 'wallet'));

/** Whether what is given is always of the type that is needed; null where only its values can tell, undefined where it never is. */
const fits = (given, to) => {
    if (given.kind === 'int' && to.kind === 'amount') {
        return null;
    }
    if (given.kind === 'amount' && to.kind === 'int') {
        return true;
    }
    if (given.kind !== to.kind) {
        return undefined;
    }
    if (given.kind === 'text' && given.bound <= to.bound) {
        return true;
    }
    if (given.kind === 'list' && given.element === NOTHING) {
        return true;
    }
    if ((given.kind === 'list' || given.kind === 'map') && areComparable(given, to)) {
        return null;
    }
    return given.kind === 'time' || given.kind === 'duration' || sameType(required(given), required(to)) ? true : undefined;
};

/** A value of one type where another is needed. */
export const convert = (scope, given, to, at, what) => {
    const mismatch = () => scope.fail(at, `'${format(at)}' is ${typeText(given.type)}, and ${what} is ${typeText(to)}`);
    if (given.type.kind === 'nothing' && given.type.optional) {
        if (!to.optional) {
            throw scope.fail(at, `${what} cannot be none`);
        }
        return { ...given, type: to };
    }
    if (given.type.optional && !to.optional) {
        throw scope.fail(at, `'${format(at)}' can be none, and ${what} is ${typeText(to)}`, `say what then: ${format(at)} ?? VALUE`);
    }
    if (sameType(given.type, EMPTY_LIST) && to.kind === 'map') {
        return constant(to, map([]));
    }
    if (given.constant !== null && given.constant.kind !== 'none') {
        if (!fitsConstant(given.type, to)) {
            throw mismatch();
        }
        const reason = refuse(to, given.constant);
        if (reason !== null) {
            throw scope.fail(at, `${what}: ${reason}`);
        }
        return { ...given, type: to };
    }
    const always = fits(given.type, to);
    if (always === undefined) {
        throw mismatch();
    }
    return always ? { ...given, type: to } : checked(given, to, what);
};

/** The type's own rule, at run time. */
const checked = (given, to, what) => typed(to, (frame) => {
    const value = given.run(frame);
    const reason = frame.fault === null ? refuse(to, value) : null;
    if (reason === null) {
        return value;
    }
    failIn(frame, `${what}: ${reason}`);
    return standIn(to);
}, given.cost + sizeOf(to), given.reads);

const compileIf = (scope, one, expected) => {
    const test = condition(scope, one.condition, 'the condition');
    const then = compile(scope, one.then, expected);
    const other = compile(scope, one.other, expected);
    const type = joined(then.type, other.type);
    if (type === null) {
        throw scope.fail(one, `one branch is ${typeText(then.type)} and the other ${typeText(other.type)}`, 'both branches have one type');
    }
    const run = (frame) => (isTrue(test.run(frame)) ? then.run(frame) : other.run(frame));
    return typed(type, run, 1 + test.cost + Math.max(then.cost, other.cost), readsOf([test, then, other]));
};

const compileIsNone = (scope, one) => {
    const operand = compile(scope, one.operand);
    if (!operand.type.optional) {
        throw scope.fail(one.operand, `'${format(one.operand)}' is ${typeText(operand.type)}, which is never none`);
    }
    return typed(BOOL, (frame) => bool((operand.run(frame).kind === 'none') === one.isNone), 1 + operand.cost, operand.reads);
};

const compileList = (scope, one, expected) => {
    if (one.items.length === 0) {
        return constant(EMPTY_LIST, list([]));
    }
    const what = 'an item of this list';
    // A type from outside is as deep as a declared one; what the first item gives may be deeper.
    const first = expected?.kind === 'list' && expected.element !== NOTHING ? null : compile(scope, one.items[0]);
    const element = first === null ? expected.element : required(first.type);
    if (depthOf(element) >= MAX_DEPTH) {
        throw scope.fail(one, `lists, maps and records lie at most ${MAX_DEPTH - 1} deep in each other`);
    }
    const items = one.items.map((item, i) => (i === 0 && first !== null ? convert(scope, first, element, item, what) : compileTo(scope, item, element, what)));
    return typed(listOf(element, items.length), (frame) => list(items.map((item) => item.run(frame))), 1 + costOf(items), readsOf(items));
};
