import { NONE, account, bytes, choice, fieldOf, int, list, text, time } from '../values.js';
import { purseOf } from './actors.js';
import { compile } from './compile.js';
import { format } from './format.js';
import { READS, constant, typed } from './scope.js';
import { ACCOUNT, ASSET, INT, TIME, WALLET, bytesOf, listOf, orNone, textOf, typeText } from './types.js';
import { BUILT_INS } from './words.js';

/** Names: values, inputs, lets, cases, built-ins. */

const MAX_ID = 128;
const MAX_SIGNERS = 16;
const MAX_MEMBERS = 128;

const accounts = (all) => list(all.map(account));

export const compileName = (scope, one, expected) => {
    const local = scope.local(one.name);
    if (local !== null) {
        const { slot, run, type, reads } = local;
        // A let is worked out when it is first asked for, once.
        const look = run === null ? (frame) => frame.locals[slot] : (frame) => (frame.locals[slot] ??= run(frame));
        return typed(type, look, 1, reads);
    }
    if (one.name === 'owner') {
        requireValues(scope, one);
        return typed(ACCOUNT, (frame) => account(frame.owner), 1, READS.values);
    }
    if (BUILT_INS.includes(one.name)) {
        return builtIn(scope, one);
    }
    const value = scope.machine.values.get(one.name);
    return value === undefined ? compileCase(scope, one, expected) : compileValue(scope, one, value);
};

const requireValues = (scope, one) => {
    if (!scope.hasValues) {
        throw scope.fail(one, `'${format(one)}' has no value before the asset is created`, 'use an input or caller');
    }
};

const compileValue = (scope, one, { slot, type, states }) => {
    requireValues(scope, one);
    if (states.length > 0 && scope.from === null) {
        // In an invariant: none in states that do not have it.
        return typed(orNone(type), (frame) => frame.values[slot] ?? NONE, 1, READS.values);
    }
    const without = states.length === 0 ? undefined : scope.from.find((from) => !states.includes(from));
    if (without !== undefined) {
        throw scope.fail(one, `'${one.name}' is a value of ${states.join(' and ')}, and this transition leaves ${without}`);
    }
    return typed(type, (frame) => frame.values[slot], 1, READS.values);
};

const CALLER = {
    callerMachine: () => typed(textOf(MAX_ID), (frame) => text(frame.context.callerMachine), 1, READS.caller),
    caller: () => typed(ACCOUNT, (frame) => account(frame.context.signers[0]), 1, READS.caller),
    signers: () => typed(listOf(ACCOUNT, MAX_SIGNERS), (frame) => accounts(frame.context.signers), 4, READS.caller),
};

const CONTEXT = {
    now: () => typed(TIME, (frame) => time(frame.context.now), 1, READS.now),
    height: () => typed(INT, (frame) => int(frame.context.height), 1, READS.now),
    asset: () => typed(ASSET, (frame) => text(frame.context.asset), 1, READS.place),
    purse: () => typed(WALLET, (frame) => text(purseOf(frame.context.group, frame.context.asset)), 40, READS.place),
    members: () => typed(listOf(ACCOUNT, MAX_MEMBERS), (frame) => accounts(frame.context.members), 4, READS.place),
    group: () => typed(bytesOf(32), (frame) => bytes(Array.from(frame.context.group, (byte) => byte.toString(16).padStart(2, '0')).join('')), 2, READS.place),
};

const builtIn = (scope, one) => {
    const { name } = one;
    if (name === 'machine') {
        return constant(textOf(MAX_ID), text(scope.machine.name));
    }
    if (Object.hasOwn(CALLER, name)) {
        if (!scope.hasCaller) {
            throw scope.fail(one, `nobody calls here, so there is no '${name}'`);
        }
        return CALLER[name]();
    }
    if (name === 'state') {
        requireValues(scope, one);
        return typed(scope.machine.states, (frame) => choice(frame.state), 1, READS.values);
    }
    if (name === 'input' || name === 'old') {
        throw scope.fail(one, `'${name}' has members`, `such as ${name}.NAME`);
    }
    if (!scope.hasContext) {
        throw scope.fail(one, `'${name}' is not known in an invariant, which holds at all times`);
    }
    return CONTEXT[name]();
};

/** A case: of the type that is needed, else a state, else of the one enumeration that has it. */
const compileCase = (scope, one, expected) => {
    const { name } = one;
    const { states, types } = scope.machine;
    if (expected?.kind === 'choice' && expected.cases.includes(name)) {
        return constant({ ...expected, optional: false }, choice(name));
    }
    if (states.cases.includes(name)) {
        return constant(states, choice(name));
    }
    const found = [...types.values()].filter((type) => type.kind === 'choice' && type.cases.includes(name));
    if (found.length > 1) {
        throw scope.fail(one, `'${name}' is a case of ${found[0].name} and of ${found[1].name}`, `${found[0].name}.${name} or ${found[1].name}.${name}`);
    }
    if (found.length === 0) {
        throw scope.fail(one, `there is no '${name}' here`);
    }
    return constant(found[0], choice(name));
};

export const compileMember = (scope, one) => {
    const { target, member } = one;
    const name = target.is === 'name' ? target.name : null;
    if (name === 'input') {
        return compileInput(scope, one);
    }
    if (name === 'old') {
        throw scope.fail(one, "there is no older asset here; 'old' stands in a migration");
    }
    const type = name === null ? undefined : scope.machine.types.get(name);
    if (type?.kind === 'choice') {
        if (!type.cases.includes(member)) {
            throw scope.fail(one, `${name} has no case '${member}'`, `one of ${type.cases.join(', ')}`);
        }
        return constant(type, choice(member));
    }
    const from = compile(scope, target);
    const field = from.type.kind === 'record' ? from.type.fields.find((declared) => declared.name === member) : undefined;
    if (field === undefined) {
        throw scope.fail(one, `'${format(target)}' is ${typeText(from.type)} and has no field '${member}'`);
    }
    // A field of none is none.
    const run = (frame) => {
        const value = from.run(frame);
        return value.kind === 'record' ? fieldOf(value, member) ?? NONE : NONE;
    };
    return typed(from.type.optional ? orNone(field.type) : field.type, run, 2 + from.cost, from.reads);
};

const compileInput = (scope, one) => {
    const { member } = one;
    const input = scope.inputs?.find((declared) => declared.name === member);
    if (input === undefined) {
        throw scope.fail(one, scope.inputs === null ? 'there is no input here' : `the transition has no input '${member}'`);
    }
    return typed(input.type, (frame) => frame.input[member] ?? NONE, 1, READS.input);
};
