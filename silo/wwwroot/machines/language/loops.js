import { LEAST_INT, MOST_INT, NONE, bool, compare, int, list } from '../values.js';
import { compile, compileTo, condition, sizeOf, standIn } from './compile.js';
import { MAX_MS } from './tree.js';
import { format } from './format.js';
import { numberOf, wrap } from './operators.js';
import { READS, failIn, isTrue, typed } from './scope.js';
import { AMOUNT, BOOL, DURATION, INT, MAX_DEPTH, NOTHING, depthOf, isNumber, isOnly, isPlain, listOf, orNone, typeText } from './types.js';

/** What goes through a list, each item once. */

// Two to the eighth is the longest list: so often is an item compared while a list is sorted.
const SORT_COST = 8;

export const compileLoop = (scope, one) => {
    const source = compile(scope, one.list);
    if (!isOnly(source.type, 'list') || source.type.element === NOTHING) {
        throw scope.fail(one.list, `'${format(one.list)}' is ${typeText(source.type)}, and ${one.kind} goes through a list`, source.type.kind === 'map' ? 'keys(MAP) or values(MAP)' : null);
    }
    const amount = one.amount === null ? null : compileTo(scope, one.amount, AMOUNT, 'what is spread');
    const names = one.index === null ? [one.binder] : [one.binder, one.index];
    const taken = names.find((name, i) => scope.isTaken(name) || names.indexOf(name) !== i);
    if (taken !== undefined) {
        throw scope.fail(one, `'${taken}' has a meaning already`, 'take another name');
    }
    const reads = source.reads | READS.binder;
    const slot = scope.bind(one.binder, source.type.element, reads, null);
    const placeSlot = one.index === null ? null : scope.bind(one.index, INT, reads, null);
    const made = ['sum', 'each', 'sorted', 'spread'].includes(one.kind);
    const body = made ? compile(scope, one.body) : condition(scope, one.body, `what follows ${one.kind}`);
    names.forEach(scope.unbind);
    const walk = {
        one,
        source,
        amount,
        body,
        cost: 2 + source.cost + source.type.bound * (2 + body.cost),
        reads: (source.reads | body.reads) & ~READS.binder,
        items: (frame) => source.run(frame).items,
        at: (frame, item, place) => {
            frame.locals[slot] = item;
            if (placeSlot !== null) {
                frame.locals[placeSlot] = int(BigInt(place));
            }
            return body.run(frame);
        },
    };
    return LOOPS[one.kind](scope, walk);
};

/** The first place whose answer is `wanted`, or -1. */
const find = (walk, frame, wanted) => walk.items(frame).findIndex((item, i) => isTrue(walk.at(frame, item, i)) === wanted);

const where = (walk, frame) => walk.items(frame).filter((item, i) => isTrue(walk.at(frame, item, i)));

const search = (typeOf, made) => (scope, walk) => typed(typeOf(walk.source.type), (frame) => made(walk, frame), walk.cost, walk.reads);

const first = (walk, frame) => {
    const items = walk.items(frame);
    return items.find((item, i) => isTrue(walk.at(frame, item, i))) ?? NONE;
};

const each = (scope, walk) => {
    const { body, source, one } = walk;
    if (body.type.optional || depthOf(body.type) >= MAX_DEPTH) {
        throw scope.fail(one.body, `a list has no items of type ${typeText(body.type)}`);
    }
    return typed(listOf(body.type, source.type.bound), (frame) => list(walk.items(frame).map((item, i) => walk.at(frame, item, i))), walk.cost, walk.reads);
};

const sum = (scope, walk) => {
    const { body, one } = walk;
    if (!isNumber(body.type) && !isOnly(body.type, 'duration')) {
        throw scope.fail(one.body, `a sum is of numbers or durations, and '${format(one.body)}' is ${typeText(body.type)}`);
    }
    const type = isNumber(body.type) ? INT : DURATION;
    const [least, most] = type === INT ? [LEAST_INT, MOST_INT] : [-MAX_MS, MAX_MS];
    return typed(type, (frame) => {
        const total = walk.items(frame).reduce((all, item, i) => all + numberOf(walk.at(frame, item, i)), 0n);
        if (total >= least && total <= most) {
            return wrap(type.kind, total);
        }
        failIn(frame, `'${format(one)}' leaves the range of ${typeText(type)}`);
        return standIn(type);
    }, walk.cost, walk.reads);
};

/** Smallest first by what is worked out for each item; equal ones stay in their order. */
const sorted = (scope, walk) => {
    const { body, source, one } = walk;
    if (!isPlain(body.type) || body.type.kind === 'nothing') {
        throw scope.fail(one.body, `'${format(one.body)}' is ${typeText(body.type)}, which has no order`);
    }
    const run = (frame) => {
        const keyed = walk.items(frame).map((item, i) => ({ key: walk.at(frame, item, i), item }));
        return list(keyed.sort((left, right) => compare(left.key, right.key)).map(({ item }) => item));
    };
    return typed(source.type, run, walk.cost + source.type.bound * SORT_COST * sizeOf(body.type), walk.reads);
};

/** Item by item the lesser of what is left of the amount and what the item takes, never less than 0; what no item takes is in no part. */
const spread = (scope, walk) => {
    const { amount, body, source, one } = walk;
    if (!isNumber(body.type)) {
        throw scope.fail(one.body, `an item takes a number, and '${format(one.body)}' is ${typeText(body.type)}`);
    }
    const run = (frame) => {
        const whole = numberOf(amount.run(frame));
        // After a fault elsewhere the amount may be anything.
        let left = whole < 0n ? 0n : whole;
        return list(walk.items(frame).map((item, i) => {
            const wanted = numberOf(walk.at(frame, item, i));
            const part = wanted < 0n ? 0n : wanted > left ? left : wanted;
            left -= part;
            return int(part);
        }));
    };
    return typed(listOf(AMOUNT, source.type.bound), run, walk.cost + amount.cost + source.type.bound, walk.reads | amount.reads);
};

const itself = (type) => type;

const LOOPS = {
    all: search(() => BOOL, (walk, frame) => bool(find(walk, frame, false) < 0)),
    any: search(() => BOOL, (walk, frame) => bool(find(walk, frame, true) >= 0)),
    first: search((type) => orNone(type.element), first),
    count: search(() => INT, (walk, frame) => int(BigInt(where(walk, frame).length))),
    where: search(itself, (walk, frame) => list(where(walk, frame))),
    each,
    sum,
    sorted,
    spread,
};
