import { assignment, declaration, placedName, reason, role, transition } from './language/clauses.js';
import { expression } from './language/expressions.js';
import { wordsOf } from './language/lexer.js';
import { expect, fail, listOf, next, parenthesised, shown, take, takeIf, takeName, takeText } from './language/reading.js';
import { PARTS } from './language/words.js';

/**
 * Machine texts to their parts. The grammar is that of src/Scew.Machines/LANGUAGE.md, with its bounds on length and depth; comments are not kept.
 * @typedef {{name: string, description: ?string, place: {line: number, column: number}, parts: object[]}} MachineSyntax each part tells by `is` what it is: enum, record, value, states,
 * final, transition, invariant, property, migrate, movable
 */

const property = (cursor, place) => {
    const what = 'a state or transition';
    if (takeIf(cursor, 'never')) {
        const first = takeName(cursor, what);
        expect(cursor, 'after', "'never A after B'");
        return { is: 'property', place, kind: 'never-after', first, second: takeName(cursor, what) };
    }
    if (takeIf(cursor, 'from')) {
        const first = takeName(cursor, what);
        expect(cursor, 'eventually', "'from A eventually B'");
        return { is: 'property', place, kind: 'eventually', first, second: takeName(cursor, what) };
    }
    const first = takeName(cursor, `${what}, or 'never' or 'from'`);
    if (takeIf(cursor, 'excludes')) {
        return { is: 'property', place, kind: 'excludes', first, second: takeName(cursor, 'a transition') };
    }
    expect(cursor, 'only', "'A only after B', 'never A after B', 'from A eventually B' or 'A excludes B'");
    expect(cursor, 'after', "'A only after B'");
    return { is: 'property', place, kind: 'only-after', first, second: takeName(cursor, what) };
};

const migration = (cursor, place) => {
    expect(cursor, 'from', "'migrate from \"NAME OF THE OLD MACHINE\": Ready -> Ready'");
    const from = takeText(cursor, "the old machine's name");
    expect(cursor, ':', 'states follow a colon');
    const states = listOf(cursor, () => {
        const old = placedName(cursor);
        expect(cursor, '->', 'an old state leads to a new one: Ready -> Ready');
        return { from: old.name, to: takeName(cursor, 'a state') };
    });
    return { is: 'migrate', place, from, states, effects: takeIf(cursor, 'effect') ? listOf(cursor, assignment) : [] };
};

const state = (cursor) => {
    const { place } = next(cursor);
    return { name: takeName(cursor, 'a state'), place, values: parenthesised(cursor, () => declaration(cursor, false)) };
};

const named = (cursor, what, items) => {
    const name = takeName(cursor, what);
    expect(cursor, ':', 'cases and fields follow a colon');
    return { name, items: items() };
};

const part = (cursor) => {
    const { kind, word, place } = next(cursor);
    if (kind !== 'name' || !PARTS.includes(word)) {
        throw fail(next(cursor), `${shown(next(cursor))} begins no part of a machine`, `one of ${PARTS.join(', ')}`);
    }
    take(cursor);
    switch (word) {
        case 'enum': {
            const { name, items } = named(cursor, 'an enumeration', () => listOf(cursor, placedName));
            return { is: 'enum', place, name, cases: items.map((one) => one.name) };
        }
        case 'record': {
            const { name, items } = named(cursor, 'a record', () => listOf(cursor, () => declaration(cursor, false)));
            return { is: 'record', place, name, fields: items };
        }
        case 'value':
            return { is: 'value', place, values: listOf(cursor, () => declaration(cursor, true)) };
        case 'states':
            return { is: 'states', place, states: listOf(cursor, state) };
        case 'final':
            return { is: 'final', place, states: listOf(cursor, placedName) };
        case 'transition':
            return transition(cursor, place);
        case 'invariant':
            return { is: 'invariant', place, holds: expression(cursor), reason: reason(cursor) };
        case 'property':
            return property(cursor, place);
        case 'migrate':
            return migration(cursor, place);
        default:
            expect(cursor, 'by', "'movable by owner': who may move an asset to a newer machine");
            return { is: 'movable', place, role: role(cursor) };
    }
};

/**
 * @param {string} text
 * @returns {MachineSyntax}
 * @throws a `MachineFault` with line and column
 */
export const parseMachine = (text) => {
    const cursor = { tokens: wordsOf(text), at: 0, depth: 0 };
    const { place } = next(cursor);
    expect(cursor, 'machine', "a text begins with 'machine NAME'");
    const name = takeName(cursor, 'a machine');
    const description = next(cursor).kind === 'text' ? take(cursor).word : null;
    const parts = [];
    while (next(cursor).kind !== 'end') {
        cursor.depth = 0;
        parts.push(part(cursor));
    }
    return { name, description, place, parts };
};
