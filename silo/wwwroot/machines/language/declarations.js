import { byName } from '../values.js';
import { machineFault } from './fault.js';
import { FUNCTION_NAMES } from './functions.js';
import {
    ACCOUNT, AMOUNT, ASSET, BOOL, DURATION, INT, MAX_DEPTH, MAX_ITEMS, MAX_TEXT, TIME, WALLET,
    bytesOf, choiceOf, depthOf, isPlain, listOf, mapOf, mostBytes, orNone, recordOf, sameType, textOf, typeText,
} from './types.js';

/** Types, states and values of a text. A record knows the types that stand before it, so none holds itself. */

const MAX_COUNT = 64;
const MAX_FIELDS = 16;
const MAX_PARTS = 64;
const MAX_REGISTER = 65_536;

// What armed timers and their names can take of a register.
const TIMER_ROOM = 64 * 80;

const PLAIN = { int: INT, amount: AMOUNT, bool: BOOL, account: ACCOUNT, time: TIME, duration: DURATION, asset: ASSET, wallet: WALLET };
const BOUNDED = ['text', 'bytes', 'list', 'map'];

/** Plain values that a value has, a list or map counted as one item. */
const partsOf = (type) => {
    switch (type.kind) {
        case 'list': return partsOf(type.element);
        case 'map': return partsOf(type.key) + partsOf(type.element);
        case 'record': return type.fields.reduce((sum, field) => sum + partsOf(field.type), 0);
        default: return 1;
    }
};

const readType = (types, syntax) => {
    const type = plainType(types, syntax);
    if (depthOf(type) > MAX_DEPTH) {
        throw machineFault(syntax.place, `lists, maps and records lie at most ${MAX_DEPTH - 1} deep in each other`);
    }
    if (partsOf(type) > MAX_PARTS) {
        throw machineFault(syntax.place, `records in each other have at most ${MAX_PARTS} parts in all`, 'fewer fields, or an asset of its own');
    }
    return syntax.optional ? orNone(type) : type;
};

const plainType = (types, syntax) => {
    const { name, place } = syntax;
    if (BOUNDED.includes(name)) {
        return boundedType(types, syntax);
    }
    if (syntax.types.length > 0 || syntax.bounds.length > 0) {
        throw machineFault(place, `${name} has nothing in parentheses`);
    }
    const type = Object.hasOwn(PLAIN, name) ? PLAIN[name] : types.get(name);
    if (type === undefined) {
        throw machineFault(place, `there is no type '${name}' above this line`);
    }
    return type;
};

const boundedType = (types, syntax) => {
    const { name, place } = syntax;
    const isText = name === 'text' || name === 'bytes';
    const inner = isText ? 0 : name === 'list' ? 1 : 2;
    const most = isText ? MAX_TEXT : MAX_ITEMS;
    const [bound] = syntax.bounds;
    if (syntax.types.length !== inner || syntax.bounds.length !== 1 || bound < 1n || bound > BigInt(most)) {
        throw machineFault(place, `the bound of ${name} is missing or out of range`, `N from 1 to ${most}`);
    }
    const parts = syntax.types.map((part) => readType(types, part));
    if (parts.some((part) => part.optional)) {
        throw machineFault(place, 'items, keys and values of maps cannot be none', 'without ?');
    }
    if (name === 'map' && !isPlain(parts[0])) {
        throw machineFault(place, `${typeText(parts[0])} cannot be the key of a map`);
    }
    const count = Number(bound);
    return { text: () => textOf(count), bytes: () => bytesOf(count), list: () => listOf(parts[0], count), map: () => mapOf(parts[0], parts[1], count) }[name]();
};

const readDeclarations = (types, syntaxes, most, what) => {
    const names = new Set();
    const declared = syntaxes.map((syntax) => {
        if (names.has(syntax.name)) {
            throw machineFault(syntax.place, `'${syntax.name}' stands here twice`);
        }
        names.add(syntax.name);
        return { name: syntax.name, type: readType(types, syntax.type) };
    });
    if (declared.length > most) {
        throw machineFault(syntaxes[0].place, `there are at most ${most} ${what}`);
    }
    return declared;
};

/** Names that are taken, one by one. */
const namesOf = () => {
    const taken = new Set();
    return (name, place, what) => {
        const isType = what === 'an enumeration' || what === 'a record';
        if (isType && (Object.hasOwn(PLAIN, name) || BOUNDED.includes(name) || FUNCTION_NAMES.includes(name))) {
            throw machineFault(place, `'${name}' is a type or function of the language and cannot name ${what}`);
        }
        if (name === 'owner' || taken.has(name)) {
            throw machineFault(place, `'${name}' has a meaning already and cannot name ${what}`);
        }
        taken.add(name);
    };
};

const declareTypes = (syntax, declare) => {
    const types = new Map();
    for (const part of syntax.parts) {
        if (part.is === 'enum') {
            declare(part.name, part.place, 'an enumeration');
            if (part.cases.length > MAX_COUNT || new Set(part.cases).size !== part.cases.length) {
                throw machineFault(part.place, `the cases of ${part.name} are not distinct, or more than ${MAX_COUNT}`);
            }
            types.set(part.name, choiceOf(part.name, part.cases));
        } else if (part.is === 'record') {
            declare(part.name, part.place, 'a record');
            types.set(part.name, recordOf(part.name, readDeclarations(types, part.fields, MAX_FIELDS, 'fields')));
        }
    }
    // Where a case is looked for, types are asked in the order of their names.
    return new Map([...types].sort(byName));
};

const declareStates = (syntax, declare) => {
    const lists = syntax.parts.filter((part) => part.is === 'states');
    if (lists.length !== 1) {
        throw machineFault(syntax.place, 'a machine has one list of states', "'states Start, Ready, Done'");
    }
    const [{ states, place }] = lists;
    states.forEach((state) => declare(state.name, state.place, 'a state'));
    if (states.length < 2 || states.length > MAX_COUNT || states[0].values.length > 0) {
        throw machineFault(place, `a machine has 2 to ${MAX_COUNT} states; the first is the one before creation and has no values`);
    }
    const final = syntax.parts.filter((part) => part.is === 'final').flatMap((part) => part.states);
    const wrong = final.find((one, i) => !states.slice(1).some((state) => state.name === one.name) || final.findIndex((other) => other.name === one.name) !== i);
    if (wrong !== undefined) {
        throw machineFault(wrong.place, `'${wrong.name}' is no state that can be final, or stands here twice`);
    }
    return { states, finalStates: final.map((one) => one.name) };
};

/** Values by name, in order of names; one that several states have is one value. */
const declareValues = (syntax, types, states, declare) => {
    const declared = new Map();
    const add = (value, of, what) => {
        declare(value.name, value.place, what);
        declared.set(value.name, { name: value.name, type: readType(types, value.type), states: of, begins: value.initial, initial: null });
    };
    for (const value of syntax.parts.filter((part) => part.is === 'value').flatMap((part) => part.values)) {
        if (value.name !== 'owner') {
            add(value, [], 'a value');
        } else if (!sameType(readType(types, value.type), ACCOUNT) || value.initial !== null) {
            throw machineFault(value.place, "'owner' is the asset's owner, an account", "'owner: account', or leave it out");
        }
    }
    for (const state of states) {
        for (const own of state.values) {
            const other = declared.get(own.name);
            if (other !== undefined && other.states.length > 0 && sameType(other.type, readType(types, own.type)) && !other.states.includes(state.name)) {
                other.states.push(state.name);
            } else {
                add(own, [state.name], `a value of ${state.name}`);
            }
        }
    }
    if (declared.size > MAX_COUNT) {
        throw machineFault(syntax.place, `a machine has at most ${MAX_COUNT} values`);
    }
    return new Map([...declared].sort(byName).map(([name, value], slot) => [name, { ...value, slot }]));
};

/**
 * What a text declares.
 * @param {import('../parse.js').MachineSyntax} syntax
 * @param {string} name of the machine
 */
export const declareMachine = (syntax, name) => {
    const declare = namesOf();
    const types = declareTypes(syntax, declare);
    const { states, finalStates } = declareStates(syntax, declare);
    const values = declareValues(syntax, types, states, declare);
    const cases = states.map((state) => state.name);
    const valuesOf = (state) => [...values.values()].filter((value) => value.states.length === 0 || value.states.includes(state));
    for (const state of states.slice(1)) {
        const bytes = 4 + TIMER_ROOM + valuesOf(state.name).reduce((sum, value) => sum + 4 + value.name.length + mostBytes(value.type), 0);
        if (bytes > MAX_REGISTER) {
            throw machineFault(state.place, `the values of ${state.name} can take ${bytes} bytes, and a register holds ${MAX_REGISTER}`);
        }
    }
    const taken = new Set(['owner', ...values.keys(), ...types.keys(), ...cases, ...[...types.values()].flatMap((type) => type.cases)]);
    return {
        syntax,
        name,
        types,
        states: choiceOf('state', cases),
        finalStates,
        values,
        valuesOf,
        isTaken: (word) => taken.has(word),
        declarations: (syntaxes, most, what) => readDeclarations(types, syntaxes, most, what),
    };
};
