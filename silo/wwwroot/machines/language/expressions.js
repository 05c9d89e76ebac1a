import { BUILT_INS, LOOPS, UNITS, isReserved } from './words.js';
import { MAX_DEPTH, MAX_HEIGHT, deeper, expect, fail, is, listOf, next, parenthesised, peek, shown, take, takeIf, takeName, takeNumber } from './reading.js';
import { MAX_MS, leaf, tree } from './tree.js';

const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='];
const MAX_ITEMS = 256;

/** From the weakest operator to the strongest: implies, or, and, not, comparison, ??, + -, * / %, minus, then . [] and with. */
export const expression = (cursor) => deeper(cursor, () => {
    let left = disjunction(cursor);
    if (takeIf(cursor, 'implies')) {
        left = binary('implies', left, expression(cursor));
    }
    if (left.height > MAX_HEIGHT) {
        throw fail(next(cursor), `more than ${MAX_HEIGHT} operators lie in each other here`, 'give parts of it a name with let');
    }
    return left;
});

const binary = (op, left, right) => tree('binary', left.place, { op, left, right }, [left, right]);

const chain = (operand, operators) => (cursor) => {
    let left = operand(cursor);
    for (let length = 0; ; length++) {
        const found = operators.find((candidate) => takeIf(cursor, candidate));
        if (found === undefined) {
            return left;
        }
        left = binary(found, left, operand(cursor));
        if (length === MAX_DEPTH) {
            throw fail(next(cursor), `more than ${MAX_DEPTH} operands stand in one row`, 'give parts of it a name with let');
        }
    }
};

const negation = (cursor) => {
    const { place } = next(cursor);
    if (!takeIf(cursor, 'not')) {
        return comparison(cursor);
    }
    const operand = deeper(cursor, () => negation(cursor));
    return tree('unary', place, { op: 'not', operand }, [operand]);
};

const comparison = (cursor) => {
    const left = otherwise(cursor);
    if (takeIf(cursor, 'is')) {
        const isNone = takeIf(cursor, 'none');
        if (!isNone) {
            expect(cursor, 'some', "'is none' or 'is some'");
        }
        return tree('isNone', left.place, { operand: left, isNone }, [left]);
    }
    const compares = () => next(cursor).kind === 'symbol' && COMPARISONS.includes(next(cursor).word);
    if (!compares() && !is(next(cursor), 'in')) {
        return left;
    }
    const op = take(cursor).word;
    const right = otherwise(cursor);
    if (compares()) {
        throw fail(next(cursor), 'comparisons do not chain', "'a < b and b < c'");
    }
    return binary(op, left, right);
};

const minus = (cursor) => {
    const { place } = next(cursor);
    if (!takeIf(cursor, '-')) {
        return postfix(cursor);
    }
    const operand = deeper(cursor, () => minus(cursor));
    return tree('unary', place, { op: '-', operand }, [operand]);
};

const product = chain(minus, ['*', '/', '%']);
export const sum = chain(product, ['+', '-']);
const otherwise = chain(sum, ['??']);
const conjunction = chain(negation, ['and']);
const disjunction = chain(conjunction, ['or']);

/** Names, calls, literals, and what is asked of them by . [] and with. The target of a call clause takes no `with`. */
export const postfix = (cursor, allowWith = true) => {
    let target = primary(cursor);
    for (let length = 0; ; length++) {
        if (length === MAX_DEPTH) {
            throw fail(next(cursor), `more than ${MAX_DEPTH} steps stand in one row`, 'give parts of it a name with let');
        } else if (takeIf(cursor, '.')) {
            // A field or input may have the name of a word with a meaning.
            if (next(cursor).kind !== 'name') {
                throw fail(next(cursor), `${shown(next(cursor))} stands where the name of a field is needed`);
            }
            target = tree('member', target.place, { target, member: take(cursor).word }, [target]);
        } else if (takeIf(cursor, '[')) {
            const key = expression(cursor);
            expect(cursor, ']', 'a closing bracket');
            target = tree('index', target.place, { target, key }, [target, key]);
        } else if (allowWith && takeIf(cursor, 'with')) {
            const fields = argumentsOf(cursor);
            target = tree('with', target.place, { target, fields }, [target, ...fields.map((one) => one.value)]);
        } else {
            return target;
        }
    }
};

/** Arguments in parentheses, each with its name or null: `(to: input.to, amount: 5)`. */
export const argumentsOf = (cursor) => parenthesised(cursor, () => {
    const isNamed = next(cursor).kind === 'name' && is(peek(cursor, 1), ':');
    const name = isNamed ? takeName(cursor, 'an argument') : null;
    if (isNamed) {
        take(cursor);
    }
    return { name, value: expression(cursor) };
});

const primary = (cursor) => deeper(cursor, () => {
    const token = next(cursor);
    switch (token.kind) {
        case 'number': return numberOrDuration(cursor);
        case 'text': return leaf('text', token.place, { value: take(cursor).word });
        case 'name': return word(cursor, token);
        default: return bracketed(cursor, token);
    }
});

const numberOrDuration = (cursor) => {
    const token = next(cursor);
    const value = takeNumber(cursor);
    const ms = next(cursor).kind === 'name' ? UNITS.get(next(cursor).word) : undefined;
    if (ms === undefined) {
        return leaf('number', token.place, { value });
    }
    if (value > MAX_MS / ms) {
        throw fail(token, 'no duration is as long as this', 'at most 285,000 years');
    }
    return leaf('duration', token.place, { count: value, unit: take(cursor).word, ms: value * ms });
};

const bracketed = (cursor, token) => {
    if (takeIf(cursor, '(')) {
        const inner = expression(cursor);
        expect(cursor, ')', 'a closing parenthesis');
        return inner;
    }
    if (takeIf(cursor, '[')) {
        const items = is(next(cursor), ']') ? [] : listOf(cursor, expression);
        expect(cursor, ']', 'a closing bracket');
        if (items.length > MAX_ITEMS) {
            throw fail(token, `a list has at most ${MAX_ITEMS} items`);
        }
        return tree('list', token.place, { items }, items);
    }
    throw fail(token, `${shown(token)} stands where a value is needed`);
};

const word = (cursor, token) => {
    switch (token.word) {
        case 'true': case 'false':
            return leaf('bool', take(cursor).place, { value: token.word === 'true' });
        case 'none':
            return leaf('none', take(cursor).place);
        case 'if':
            return conditional(cursor);
        case 'spread':
            return spread(cursor);
        default:
            break;
    }
    if (LOOPS.includes(token.word) && peek(cursor, 1).kind === 'name' && (is(peek(cursor, 2), 'in') || is(peek(cursor, 2), 'at'))) {
        take(cursor);
        return walk(cursor, token, null, "'all x in LIST: CONDITION'");
    }
    if (isReserved(token.word) && !BUILT_INS.includes(token.word)) {
        throw fail(token, `'${token.word}' stands where a value is needed`);
    }
    take(cursor);
    if (!is(next(cursor), '(')) {
        return leaf('name', token.place, { name: token.word });
    }
    const args = argumentsOf(cursor);
    return tree('call', token.place, { name: token.word, args }, args.map((one) => one.value));
};

const conditional = (cursor) => {
    const right = "'if C then A else B'";
    const { place } = take(cursor);
    const condition = expression(cursor);
    expect(cursor, 'then', right);
    const then = expression(cursor);
    expect(cursor, 'else', right);
    const other = expression(cursor);
    return tree('if', place, { condition, then, other }, [condition, then, other]);
};

const spread = (cursor) => {
    const right = "'spread AMOUNT over x in LIST: MOST'";
    const token = take(cursor);
    const amount = sum(cursor);
    expect(cursor, 'over', right);
    return walk(cursor, token, amount, right);
};

/** `x at i in LIST: BODY`, behind the word that says what is made of it. */
const walk = (cursor, token, amount, right) => {
    const binder = takeName(cursor, 'an item');
    const index = takeIf(cursor, 'at') ? takeName(cursor, 'a place') : null;
    expect(cursor, 'in', right);
    const list = otherwise(cursor);
    expect(cursor, ':', right);
    const body = expression(cursor);
    return tree('loop', token.place, { kind: token.word, binder, index, list, body, amount }, amount === null ? [list, body] : [amount, list, body]);
};
