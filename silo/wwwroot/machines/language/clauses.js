import { CLAUSES, PARTS } from './words.js';
import { argumentsOf, expression, postfix } from './expressions.js';
import { deeper, expect, fail, is, listOf, next, parenthesised, peek, shown, take, takeIf, takeName, takeNumber, takeText } from './reading.js';

/** Transitions and their clauses. A role is `{is: 'one' | 'any', accounts}`, `{is: 'count', count, accounts}` or `{is: 'pair', op, left, right}`. */

const MAX_SIGNERS = 16;

/** A name with its place. */
export const placedName = (cursor) => {
    const { place } = next(cursor);
    return { name: takeName(cursor, 'a name'), place };
};

/** The sentence for people. */
export const reason = (cursor) => (takeIf(cursor, 'else') ? takeText(cursor, 'the sentence for people') : null);

/** `NAME: type`, in a list of values with `= VALUE`. */
export const declaration = (cursor, allowInitial) => {
    const { place } = next(cursor);
    const name = takeName(cursor, 'a value');
    expect(cursor, ':', 'a name has a type: name: type');
    const type = typeOf(cursor);
    return { name, place, type, initial: allowInitial && takeIf(cursor, '=') ? expression(cursor) : null };
};

/** A type as it is written: `{name, types, bounds, optional, place}`. */
const typeOf = (cursor) => {
    const token = next(cursor);
    if (token.kind !== 'name') {
        throw fail(token, `${shown(token)} is no type`, 'such as int, amount, text(80), bool, account, time, list(T, 8), an enum or a record');
    }
    return deeper(cursor, () => {
        const name = take(cursor).word;
        const [types, bounds] = [[], []];
        if (takeIf(cursor, '(')) {
            do {
                if (next(cursor).kind === 'number') {
                    bounds.push(takeNumber(cursor));
                } else {
                    types.push(typeOf(cursor));
                }
            } while (takeIf(cursor, ','));
            expect(cursor, ')', 'a closing parenthesis ends the type');
        }
        return { name, types, bounds, optional: takeIf(cursor, '?'), place: token.place };
    });
};

export const assignment = (cursor) => {
    const { place } = next(cursor);
    const name = takeName(cursor, 'a value');
    expect(cursor, ':=', "'NAME := VALUE'");
    return { name, place, value: expression(cursor) };
};

/** `transition NAME: From -> To (inputs)` with its clauses, behind the first word. */
export const transition = (cursor, place) => {
    const head = "'transition NAME: From -> To'";
    const name = takeName(cursor, 'a transition');
    expect(cursor, ':', head);
    const from = listOf(cursor, placedName);
    expect(cursor, '->', head);
    const to = placedName(cursor);
    const inputs = parenthesised(cursor, () => declaration(cursor, false));
    const clauses = [];
    while (next(cursor).kind === 'name' && CLAUSES.includes(next(cursor).word)) {
        cursor.depth = 0;
        clauses.push(clause(cursor));
    }
    const end = next(cursor);
    if (end.kind !== 'end' && !(end.kind === 'name' && PARTS.includes(end.word))) {
        throw fail(end, `${shown(end)} continues nothing here`, `a clause begins with ${CLAUSES.join(', ')}`);
    }
    return { is: 'transition', place, name, from, to, inputs, clauses };
};

const clause = (cursor) => {
    const { word, place } = take(cursor);
    switch (word) {
        case 'by':
            return { is: 'by', place, role: role(cursor), reason: reason(cursor) };
        case 'guard':
            return { is: 'guard', place, holds: expression(cursor), reason: reason(cursor) };
        case 'let': {
            const name = takeName(cursor, 'a let');
            expect(cursor, '=', "'let NAME = VALUE'");
            return { is: 'let', place, name, value: expression(cursor) };
        }
        case 'effect':
            return { is: 'effect', place, assignments: listOf(cursor, assignment) };
        case 'takes':
            return { is: 'takes', place, amount: expression(cursor) };
        case 'call':
            return call(cursor, place);
        case 'pay':
            return pay(cursor, place);
        case 'event':
            return { is: 'event', place, name: takeName(cursor, 'an event'), values: argumentsOf(cursor), when: when(cursor) };
        default: {
            const right = "'automatic when now >= TIME'";
            expect(cursor, 'when', right);
            expect(cursor, 'now', right);
            expect(cursor, '>=', right);
            return { is: 'automatic', place, due: expression(cursor) };
        }
    }
};

const when = (cursor) => (takeIf(cursor, 'when') ? expression(cursor) : null);

/** The target is everything before the last dot: `call pass.hold(amount: 5)`. */
const call = (cursor, place) => {
    const begin = next(cursor);
    const target = postfix(cursor, false);
    if (target.is !== 'member') {
        throw fail(begin, 'a call names an asset and a transition', "'call ASSET.transition(input: VALUE)'");
    }
    return { is: 'call', place, asset: target.target, transition: target.member, inputs: argumentsOf(cursor), when: when(cursor) };
};

const pay = (cursor, place) => {
    const right = "'pay AMOUNT from WALLET to WALLET'";
    const amount = expression(cursor);
    expect(cursor, 'from', right);
    const from = expression(cursor);
    expect(cursor, 'to', right);
    return { is: 'pay', place, amount, from, to: expression(cursor), when: when(cursor) };
};

const row = (unit, op) => (cursor) => {
    let left = unit(cursor);
    for (let length = 1; takeIf(cursor, op); length++) {
        left = { is: 'pair', place: left.place, op, left, right: unit(cursor) };
        if (length >= MAX_SIGNERS) {
            throw fail(next(cursor), `a request has at most ${MAX_SIGNERS} signers`);
        }
    }
    return left;
};

const one = (cursor) => deeper(cursor, () => {
    const { kind, place } = next(cursor);
    if (takeIf(cursor, '(')) {
        const inner = role(cursor);
        expect(cursor, ')', 'a closing parenthesis');
        return inner;
    }
    if (kind === 'number') {
        const count = takeNumber(cursor);
        expect(cursor, 'of', "'by 2 of managers'");
        return { is: 'count', place, count, accounts: postfix(cursor) };
    }
    if (is(next(cursor), 'any') && is(peek(cursor, 1), 'of')) {
        cursor.at += 2;
        return { is: 'any', place, accounts: postfix(cursor) };
    }
    return { is: 'one', place, accounts: postfix(cursor) };
});

/** Who signs: `owner and 2 of members`. */
export const role = row(row(one, 'and'), 'or');
