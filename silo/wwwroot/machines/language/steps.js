import { NONE, byName, list, map, namedValues } from '../values.js';
import { compile, compileTo, condition } from './compile.js';
import { format, formatRole } from './format.js';
import { looksOf } from './looks.js';
import { compileRole } from './roles.js';
import { READS, failIn } from './scope.js';
import { ACCOUNT, AMOUNT, EMPTY_LIST, WALLET, sameType, typeText } from './types.js';

/**
 * The clauses of one transition to what a step runs: guards in the order of the text, values after the step, what it takes, calls and payments, events.
 * @typedef {{guards: object[], by: ?object, values: Map<string, Function>, owner: ?Function, takes: ?Function, calls: object[], events: object[], due: ?object, cost: number}} Work
 */

const MAX_CALLS = 8;
const MAX_INPUTS = 32;
const MAX_DUE_COST = 25;

/** @returns {Work} */
export const compileClauses = (scope, transition) => {
    const work = {
        scope, transition, guards: [], by: null, assigned: new Map(), takes: null, calls: [], events: [], due: null, cost: 4,
    };
    for (const clause of transition.clauses) {
        CLAUSES[clause.is](work, clause);
    }
    return work;
};

const charged = (work, compiled) => {
    work.cost += compiled.cost;
    return compiled;
};

const by = (work, clause) => {
    if (work.by !== null) {
        throw work.scope.fail(clause, 'a transition says once who signs', "'by A and B', 'by A or B'");
    }
    const who = formatRole(clause.role);
    const reason = clause.reason ?? `this step needs the signature of ${who}`;
    work.by = { isBy: true, who, reason, holds: charged(work, compileRole(work.scope, clause.role)), looks: [] };
    work.guards.push(work.by);
};

const guard = (work, clause) => {
    const holds = charged(work, condition(work.scope, clause.holds, 'a guard'));
    work.guards.push({ isBy: false, who: null, reason: clause.reason ?? `this needs ${format(clause.holds)}`, holds, looks: looksOf(work.scope, clause.holds) });
};

const bind = (work, clause) => {
    const value = charged(work, compile(work.scope, clause.value));
    if (work.scope.isTaken(clause.name)) {
        throw work.scope.fail(clause, `'${clause.name}' has a meaning already`, 'take another name');
    }
    if (value.type.kind === 'nothing' || sameType(value.type, EMPTY_LIST)) {
        throw work.scope.fail(clause, `the type of '${clause.name}' cannot be told`);
    }
    work.scope.bind(clause.name, value.type, value.reads, value.run);
};

const effect = (work, clause) => {
    const { scope, transition, assigned } = work;
    for (const { name, place, value } of clause.assignments) {
        const slot = scope.machine.values.get(name);
        const type = name === 'owner' ? ACCOUNT : slot?.type;
        if (type === undefined) {
            throw scope.fail({ place }, `there is no value '${name}'`);
        }
        if (slot !== undefined && slot.states.length > 0 && !slot.states.includes(transition.to.name)) {
            throw scope.fail({ place }, `${transition.to.name} has no value '${name}'; ${slot.states.join(' and ')} has it`);
        }
        if (assigned.has(name)) {
            throw scope.fail({ place }, `'${name}' is set twice`, 'all effects see the values before the step');
        }
        assigned.set(name, charged(work, compileTo(scope, value, type, `'${name}'`)).run);
    }
};

const takes = (work, clause) => {
    if (work.takes !== null) {
        throw work.scope.fail(clause, 'a step says once what it takes');
    }
    work.takes = charged(work, compileTo(work.scope, clause.amount, AMOUNT, 'what a step takes')).run;
};

const when = (work, holds) => (holds === null ? null : charged(work, condition(work.scope, holds, 'what follows when')));

const push = (work, all, clause, more) => {
    if (all.length === MAX_CALLS) {
        throw work.scope.fail(clause, `a step has at most ${MAX_CALLS} calls and payments, and as many events`);
    }
    all.push(more);
};

const call = (work, clause) => {
    const { scope } = work;
    const asset = charged(work, compile(scope, clause.asset));
    const happens = when(work, clause.when);
    const text = format(clause.asset);
    if (asset.type.kind !== 'asset' || (asset.type.optional && happens === null)) {
        throw scope.fail(clause.asset, `'${text}' is ${typeText(asset.type)}, and a call goes to an asset`, asset.type.kind === 'asset' ? `... when ${text} is some` : null);
    }
    const inputs = argumentsOf(work, clause.inputs, 'an input of a call');
    const make = (frame) => {
        const id = asset.run(frame);
        if (id.kind === 'text') {
            return { asset: id.value, transition: clause.transition, input: valuesOf(inputs, frame) };
        }
        failIn(frame, `'${text}' is none, so there is no asset to call`);
        return null;
    };
    push(work, work.calls, clause, { when: happens, make, asked: { kind: 'asset', text: `${text}.${clause.transition}`, of: asset } });
};

const pay = (work, clause) => {
    const { scope } = work;
    const amount = charged(work, compileTo(scope, clause.amount, AMOUNT, 'an amount that is paid'));
    const from = charged(work, compileTo(scope, clause.from, WALLET, 'the wallet that pays'));
    const to = charged(work, compileTo(scope, clause.to, WALLET, 'the wallet that is paid'));
    const happens = when(work, clause.when);
    const make = (frame) => {
        const paid = amount.run(frame);
        // Nothing is paid where the amount is 0: a deposit can be 0.
        if (paid.kind !== 'int' || paid.value <= 0n) {
            return null;
        }
        const [payer, payee] = [from.run(frame), to.run(frame)];
        return payer.kind === 'text' && payee.kind === 'text' ? { from: payer.value, to: payee.value, amount: paid.value } : null;
    };
    push(work, work.calls, clause, { when: happens, make, asked: { kind: 'payment', text: `${format(clause.amount)} from ${format(clause.from)}`, of: from } });
};

const event = (work, clause) => {
    const happens = when(work, clause.when);
    const values = argumentsOf(work, clause.values, 'a value of an event');
    push(work, work.events, clause, { when: happens, make: (frame) => ({ name: clause.name, values: valuesOf(values, frame) }) });
};

const argumentsOf = (work, args, what) => {
    const compiled = [];
    for (const { name, value } of args) {
        const run = charged(work, compile(work.scope, value));
        if (name === null || compiled.some(([other]) => other === name) || compiled.length === MAX_INPUTS) {
            throw work.scope.fail(value, `${what} has a name of its own, and there are at most ${MAX_INPUTS}`, 'name: VALUE');
        }
        compiled.push([name, run]);
    }
    return compiled.sort(byName);
};

const valuesOf = (compiled, frame) => namedValues(compiled.map(([name, value]) => [name, value.run(frame)]));

/** When time takes the transition: that the asset's values alone tell. */
const automatic = (work, clause) => {
    const { scope, transition } = work;
    const isCreating = transition.from.some((from) => from.name === scope.machine.states.cases[0]);
    if (work.due !== null || transition.inputs.length > 0 || isCreating || transition.clauses.some((other) => other.is === 'by')) {
        throw scope.fail(clause, 'a transition that time takes has one time, no inputs, nobody who signs, and does not create the asset');
    }
    work.due = clause;
};

/** The due time is compiled last: it sees every let of its transition. */
export const compileDue = ({ scope, due }) => {
    if (due === null) {
        return null;
    }
    const text = format(due.due);
    const when = compile(scope, due.due);
    if (when.type.kind !== 'time' || (when.reads & (READS.now | READS.caller | READS.input | READS.place)) !== 0) {
        throw scope.fail(due.due, `'${text}' is no time that the asset's values alone tell`, 'a value of type time or time?');
    }
    if (when.cost > MAX_DUE_COST) {
        throw scope.fail(due.due, `the time can take ${when.cost} operations, and ${MAX_DUE_COST} is the most`, 'keep the time in a value of its own');
    }
    return { text, run: when.run };
};

const CLAUSES = { by, guard, let: bind, effect, takes, call, pay, event, automatic };

/** What a value begins with where nothing assigns it: its own beginning, none, or an empty list or map; null where it needs an assignment. */
export const beginningOf = (slot) => {
    if (slot.initial !== null) {
        return slot.initial;
    }
    const begin = slot.type.optional ? NONE : slot.type.kind === 'list' ? list([]) : slot.type.kind === 'map' ? map([]) : null;
    return begin === null ? null : { cost: 0, run: () => begin };
};
