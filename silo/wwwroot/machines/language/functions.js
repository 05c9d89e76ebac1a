import { NONE, account, equal, int, list, map, namedValues, placeOf, record, text, utf8Length } from '../values.js';
import { assetAccount, purseOf } from './actors.js';
import { compile, compileTo, sizeOf } from './compile.js';
import { format } from './format.js';
import { numberOf, resultOf } from './operators.js';
import { READS, constant, costOf, failIn, readsOf, typed } from './scope.js';
import { ACCOUNT, INT, MAX_ITEMS, MAX_TEXT, WALLET, isOnly, joined, listOf, orNone, textOf, typeText, withBound } from './types.js';

/** Functions, records, and what stands in []. */

export const compileCall = (scope, one) => {
    const type = scope.machine.types.get(one.name);
    if (type?.kind === 'record') {
        return compileRecord(scope, one, type);
    }
    const compiled = Object.hasOwn(FUNCTIONS, one.name) ? FUNCTIONS[one.name] : null;
    if (compiled === null) {
        throw scope.fail(one, `there is no function or record '${one.name}'`, `functions are ${Object.keys(FUNCTIONS).join(', ')}`);
    }
    const named = one.args.find((argument) => argument.name !== null);
    if (named !== undefined) {
        throw scope.fail(one, `the arguments of ${one.name} have no names`, `without '${named.name}:'`);
    }
    return compiled(scope, one, one.args.map((argument) => argument.value));
};

const wrongArguments = (scope, one, right) => scope.fail(one, `${one.name} does not take these`, right);

const size = (scope, one, args) => {
    const of = args.length === 1 ? compile(scope, args[0]) : null;
    if (of === null || of.type.optional || !['list', 'map', 'text'].includes(of.type.kind)) {
        throw wrongArguments(scope, one, 'size(LIST, MAP or TEXT); of a text it is the number of UTF-8 bytes');
    }
    const run = (frame) => {
        const value = of.run(frame);
        return int(BigInt(value.kind === 'list' ? value.items.length : value.kind === 'map' ? value.pairs.length : value.kind === 'text' ? utf8Length(value.value) : 0));
    };
    return typed(INT, run, 2 + of.cost, of.reads);
};

const half = (place) => (scope, one, args) => {
    const from = args.length === 1 ? compile(scope, args[0]) : null;
    if (from === null || !isOnly(from.type, 'map')) {
        throw wrongArguments(scope, one, `${one.name}(MAP)`);
    }
    const { key, element, bound } = from.type;
    return typed(listOf(place === 0 ? key : element, bound), (frame) => list(from.run(frame).pairs.map((pair) => pair[place])), 1 + bound + from.cost, from.reads);
};

const replaced = (all, at, count, more) => [...all.slice(0, at), ...more, ...all.slice(at + count)];

const put = (scope, one, args) => {
    const from = args.length === 3 ? compile(scope, args[0]) : null;
    if (from === null || !isOnly(from.type, 'map')) {
        throw wrongArguments(scope, one, 'put(MAP, KEY, VALUE)');
    }
    const { type } = from;
    const key = compileTo(scope, args[1], type.key, 'the key');
    const value = compileTo(scope, args[2], type.element, 'the value');
    return typed(withBound(type, Math.min(MAX_ITEMS, type.bound + 1)), (frame) => {
        const whole = from.run(frame);
        const [wanted, held] = [key.run(frame), value.run(frame)];
        const { found, at } = placeOf(whole, wanted);
        const pairs = replaced(whole.pairs, at, found ? 1 : 0, [[wanted, held]]);
        if (pairs.length > MAX_ITEMS) {
            failIn(frame, `a map has at most ${MAX_ITEMS} keys`);
        }
        return map(pairs);
    }, 10 + type.bound + from.cost + key.cost + value.cost, readsOf([from, key, value]));
};

/** A key out of a map, or every equal item out of a list. */
const remove = (scope, one, args) => {
    const from = args.length === 2 ? compile(scope, args[0]) : null;
    if (from === null || (!isOnly(from.type, 'map') && !isOnly(from.type, 'list'))) {
        throw wrongArguments(scope, one, 'remove(MAP, KEY) or remove(LIST, ITEM)');
    }
    const { type } = from;
    const item = type.key ?? type.element;
    const key = compileTo(scope, args[1], wide(item), 'what is removed');
    return typed(type, (frame) => {
        const wanted = key.run(frame);
        const whole = from.run(frame);
        if (whole.kind === 'list') {
            return list(whole.items.filter((other) => !equal(other, wanted)));
        }
        const { found, at } = placeOf(whole, wanted);
        return found ? map(replaced(whole.pairs, at, 1, [])) : whole;
    }, 1 + type.bound * sizeOf(item) + from.cost + key.cost, readsOf([from, key]));
};

const extreme = (isLeast) => (scope, one, args) => {
    const both = args.map((argument) => compile(scope, argument));
    const [left, right] = both;
    const type = both.length === 2 && resultOf('-', left.type, right.type) !== null ? joined(left.type, right.type) : null;
    if (type === null || type.optional) {
        throw wrongArguments(scope, one, `${one.name}(A, B) of two numbers, times or durations`);
    }
    const run = (frame) => {
        const [a, b] = [left.run(frame), right.run(frame)];
        return (numberOf(a) <= numberOf(b)) === isLeast ? a : b;
    };
    return typed(type, run, 1 + costOf(both), readsOf(both));
};

const actor = (type, made) => (scope, one, args) => {
    const of = args.length === 1 ? compile(scope, args[0]) : null;
    if (of === null || !isOnly(of.type, 'asset')) {
        throw wrongArguments(scope, one, `${one.name}(ASSET)`);
    }
    if (!scope.hasContext) {
        throw scope.fail(one, `'${one.name}' is not known in an invariant, which holds at all times`);
    }
    return typed(type, (frame) => {
        const id = of.run(frame);
        return made(frame.context.group, id.kind === 'text' ? id.value : '');
    }, 40 + of.cost, of.reads | READS.place);
};

const FUNCTIONS = {
    size,
    keys: half(0),
    values: half(1),
    put,
    remove,
    min: extreme(true),
    max: extreme(false),
    accountOf: actor(ACCOUNT, (group, id) => account(assetAccount(group, id))),
    purseOf: actor(WALLET, (group, id) => text(purseOf(group, id))),
};

/** Names that no enumeration or record has, so that they mean one thing. */
export const FUNCTION_NAMES = Object.keys(FUNCTIONS);

const compileRecord = (scope, one, type) => {
    const given = fieldsOf(scope, one, type, one.args);
    for (const { name, type: declared } of type.fields) {
        if (!given.some((field) => field.name === name)) {
            if (!declared.optional) {
                throw scope.fail(one, `the field '${name}' of ${type.name} is missing`);
            }
            given.push({ name, value: constant(declared, NONE) });
        }
    }
    given.sort((left, right) => (left.name < right.name ? -1 : 1));
    const values = given.map((field) => field.value);
    return typed(type, (frame) => record(given.map(({ name, value }) => [name, value.run(frame)])), 1 + given.length + costOf(values), readsOf(values));
};

export const compileWith = (scope, one) => {
    const target = compile(scope, one.target);
    if (!isOnly(target.type, 'record')) {
        throw scope.fail(one.target, `'${format(one.target)}' is ${typeText(target.type)}, and 'with' changes a record`);
    }
    const given = fieldsOf(scope, one, target.type, one.fields);
    const values = given.map((field) => field.value);
    return typed(target.type, (frame) => {
        const whole = target.run(frame);
        const changed = namedValues(given.map(({ name, value }) => [name, value.run(frame)]));
        return record(whole.fields.map(([name, held]) => [name, changed[name] ?? held]));
    }, 2 + target.type.fields.length + target.cost + costOf(values), readsOf([target, ...values]));
};

/** Named arguments as the fields of a record, each of its type. */
const fieldsOf = (scope, at, type, args) => {
    const given = [];
    for (const argument of args) {
        const field = type.fields.find((declared) => declared.name === argument.name);
        if (field === undefined) {
            const message = argument.name === null ? `the fields of ${type.name} have names` : `${type.name} has no field '${argument.name}'`;
            throw scope.fail(at, message, `fields are ${type.fields.map((declared) => declared.name).join(', ')}`);
        }
        if (given.some((one) => one.name === field.name)) {
            throw scope.fail(at, `the field '${field.name}' stands here twice`);
        }
        given.push({ name: field.name, value: compileTo(scope, argument.value, field.type, `the field '${field.name}'`) });
    }
    return given;
};

/** What is only looked for may lie outside the bounds: it is not found then. */
const wide = (type) => (type.kind === 'amount' ? INT : type.kind === 'text' ? textOf(MAX_TEXT) : type);

export const compileIndex = (scope, one) => {
    const target = compile(scope, one.target);
    const { type } = target;
    if (!isOnly(type, 'list') && !isOnly(type, 'map')) {
        throw scope.fail(one.target, `'${format(one.target)}' is ${typeText(type)}, and [] looks into a list or a map`);
    }
    const key = compileTo(scope, one.key, wide(type.key ?? INT), 'what stands in []');
    const run = (frame) => {
        const whole = target.run(frame);
        const wanted = key.run(frame);
        if (whole.kind === 'list') {
            return wanted.value >= 0n && wanted.value < BigInt(whole.items.length) ? whole.items[Number(wanted.value)] : NONE;
        }
        const { found, at } = placeOf(whole, wanted);
        return found ? whole.pairs[at][1] : NONE;
    };
    return typed(orNone(type.element), run, 10 + target.cost + key.cost, readsOf([target, key]));
};
