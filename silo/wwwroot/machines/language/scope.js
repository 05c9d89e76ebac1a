import { machineFault } from './fault.js';

/**
 * Where an expression stands, and so what it may ask for, and what it is turned into: a type, a function from a frame to a value, the most operations of one evaluation, and what it
 * asks for besides constants.
 * @typedef {{type: import('./types.js').MachineType, run: (frame: object) => import('../values.js').MachineValue, cost: number, reads: number, constant: ?object}} Typed
 */

/** What an expression asks for; bits. */
export const READS = Object.freeze({ input: 1, caller: 2, now: 4, binder: 8, values: 16, place: 32 });

/** More than any step may cost; from here on costs are not told apart. */
const MOST_COST = 1_000_000;

export const typed = (type, run, cost, reads, constant = null) => ({ type, run, cost: Math.min(cost, MOST_COST), reads, constant });

export const constant = (type, value) => typed(type, () => value, 1, 0, value);

export const readsOf = (parts) => parts.reduce((reads, part) => reads | part.reads, 0);

export const costOf = (parts) => parts.reduce((sum, part) => sum + part.cost, 0);

/**
 * The scope of the expressions of one transition, invariant or initial value.
 * @param {object} machine types, values, states and name of what is compiled
 * @param {{from: ?string[], hasValues: boolean, inputs: ?object[], hasCaller: boolean, hasContext: boolean}} where `from`: states in which the values are read, null in an
 * invariant, which holds in all
 */
export const scopeOf = (machine, where) => {
    const locals = new Map();
    const scope = {
        machine,
        from: [],
        hasValues: false,
        inputs: null,
        hasCaller: false,
        hasContext: true,
        ...where,
        /** How many slots lets and loops need. */
        slots: 0,
        local: (name) => locals.get(name) ?? null,
        bind: (name, type, reads, run) => {
            locals.set(name, { slot: scope.slots, type, reads, run });
            scope.slots += 1;
            return scope.slots - 1;
        },
        unbind: (name) => locals.delete(name),
        fail: (at, message, right = null) => machineFault(at.place, message, right),
        /** What a name stands for already, in any of its meanings. */
        isTaken: (name) => locals.has(name) || machine.isTaken(name),
    };
    return scope;
};

/** What an expression runs on. The first fault sticks; evaluation goes on with stand-ins, and what comes of it is not used. */
export const frameOf = (values, input, context, owner, state, slots) => ({
    values, input, context, owner, state, locals: new Array(slots).fill(null), fault: null,
});

export const failIn = (frame, message) => {
    frame.fault ??= message;
};

export const isTrue = (value) => value.kind === 'bool' && value.value;
