import { machineFault } from './language/fault.js';
import { NO_CONTEXT, contextOf, frameIn } from './language/frames.js';
import { refuse } from './language/refusals.js';
import { readAssetValue } from './language/registers.js';
import { frameOf, isTrue } from './language/scope.js';
import { timersAfter } from './language/timers.js';
import { typeText } from './language/types.js';
import { fromJson, isAccount, namedValues } from './values.js';

/**
 * Steps of a machine on a copy of an asset's state: what the group would answer, as long as nothing else changes before it does. The group alone decides; calls to other assets and
 * payments are told and not followed.
 * @typedef {{name: string, owner: string, values: Object<string, import('./values.js').MachineValue>, timers: {due: Object<string, bigint>, firings: number}}} AssetState
 * @typedef {{signers: string[], now: number | bigint, height: number | bigint, asset: string, group: string | Uint8Array, members?: string[], callerMachine?: string}} Context
 * `signers`: accounts, the caller first; `now`: the block's time in Unix milliseconds; `group`: hash of genesis
 */

const wrongValues = (message) => machineFault(null, message, null, 'wrong-values');

/**
 * The state that a register holds: the values are those that the machine declares for it, each of its type.
 * @param {import('./compile.js').Machine} machine
 * @param {{contract: string, state: string, owner: string, value: Uint8Array}} register of kind asset
 * @returns {AssetState}
 * @throws a `MachineFault` of code `wrong-values`, or `other-machine` where the asset has another one
 */
export const stateOf = (machine, register) => {
    if (register.contract !== machine.name) {
        throw machineFault(null, `the asset's machine is '${register.contract}'`, null, 'other-machine');
    }
    const { values, timers } = readAssetValue(register.value);
    const state = { name: register.state, owner: register.owner, values, timers };
    requireFitting(machine, state);
    return state;
};

const requireFitting = (machine, state) => {
    if (!machine.states.includes(state.name) || !isAccount(state.owner)) {
        throw wrongValues(`the machine has no state '${state.name}'`);
    }
    const names = Object.keys(state.values);
    // Before creation there are no values.
    const declared = names.length === 0 && state.name === machine.states[0] ? [] : machine.valuesOf(state.name);
    if (names.length !== declared.length || !declared.every((value, i) => value.name === names[i] && refuse(value.type, state.values[value.name]) === null)) {
        throw wrongValues(`the register does not hold the values that the machine declares for ${state.name}`);
    }
};

/**
 * The state before creation: no values, the caller as owner.
 * @returns {AssetState}
 */
export const startOf = (machine, context) => ({ name: machine.states[0], owner: context.signers[0], values: namedValues([]), timers: { due: Object.create(null), firings: 0 } });

export const wrongState = (transition, state) => `'${transition.name}' leads on from ${transition.from.join(' or ')}, and the asset is ${state.name}`;

/**
 * @typedef {{code: string, message: string, input: ?string, because: {text: string, value: import('./values.js').MachineValue}[], allowedFrom: string[]}} Refusal `because` is what the refusing guard
 * looked at, in its own words
 */
const refused = (code, message, more = {}) => ({ refused: { code, message, input: null, because: [], allowedFrom: [], ...more } });

/** Why the inputs do not fit, or null. */
const checkInputs = (transition, input) => {
    for (const { name, type } of transition.inputs) {
        if (!Object.hasOwn(input, name)) {
            if (!type.optional) {
                return refused('bad-input', `input '${name}' of type ${typeText(type)} is missing`, { input: name });
            }
            continue;
        }
        const reason = refuse(type, input[name]);
        if (reason !== null) {
            return refused('bad-input', `input '${name}': ${reason}`, { input: name });
        }
    }
    const unknown = Object.keys(input).sort().find((name) => !transition.inputs.some((declared) => declared.name === name));
    return unknown === undefined ? null : refused('bad-input', `'${transition.name}' has no input '${unknown}'`, { input: unknown });
};

const happening = (all, frame) => {
    const made = [];
    for (const { when, make } of all) {
        const one = when === null || isTrue(when.run(frame)) ? make(frame) : null;
        if (one !== null) {
            made.push(one);
        }
    }
    return made;
};

const run = (machine, transition, state, input, context) => {
    const frame = frameIn(machine, transition, state, input, context);
    for (const { holds, reason, looks } of transition.guards) {
        const isHeld = isTrue(holds.run(frame));
        if (frame.fault !== null || !isHeld) {
            const [code, message] = frame.fault === null ? ['guard-refused', reason] : ['overflow', frame.fault];
            return refused(code, message, { because: looks.map((look) => ({ text: look.text, value: look.run(frame) })) });
        }
    }
    const after = frame.values.map(() => null);
    for (const { slot, run: make } of transition.values) {
        after[slot.slot] = make === null ? frame.values[slot.slot] : make(frame);
    }
    const heir = transition.owner?.(frame);
    const owner = heir?.kind === 'account' ? heir.value : state.owner;
    const taken = transition.takes?.(frame);
    const calls = happening(transition.calls, frame);
    const events = happening(transition.events, frame);
    if (frame.fault !== null) {
        return refused('overflow', frame.fault);
    }
    for (const invariant of machine.invariants) {
        const whole = frameOf(after, {}, NO_CONTEXT, owner, transition.to, invariant.slots);
        if (!isTrue(invariant.run(whole)) || whole.fault !== null) {
            return refused('invariant-refused', invariant.reason);
        }
    }
    const values = namedValues(transition.values.map(({ slot }) => [slot.name, after[slot.slot]]));
    return { state: { name: transition.to, owner, values, timers: state.timers }, calls, events, takes: taken?.kind === 'int' ? taken.value : 0n };
};

/**
 * Takes a transition on a copy, or says why not.
 * @param {import('./compile.js').Machine} machine
 * @param {AssetState} state
 * @param {string} name of the transition
 * @param {Object<string, object>} input values, or their JSON form as requests carry it
 * @param {Context} context
 * @returns {{state: AssetState, calls: object[], events: object[], takes: bigint} | {refused: Refusal}} `calls`: `{asset, transition, input}` and `{from, to, amount}`, which other
 * assets and wallets may refuse
 */
export const step = (machine, state, name, input, context) => {
    const transition = machine.transitions.find((one) => one.name === name);
    if (transition === undefined) {
        return refused('unknown-transition', `${machine.name} has no transition '${name}'`);
    }
    if (transition.due !== null) {
        return refused('guard-refused', `'${name}' is taken by time alone`);
    }
    if (!transition.from.includes(state.name)) {
        return refused('wrong-state', wrongState(transition, state), { allowedFrom: transition.from });
    }
    const values = inputsOf(input);
    if (values === null) {
        return refused('bad-input', 'an input is not written as inputs are');
    }
    const wrong = checkInputs(transition, values);
    if (wrong !== null) {
        return wrong;
    }
    const known = contextOf(context);
    const result = run(machine, transition, state, values, known);
    if (result.refused === undefined) {
        // A step that another asset calls pays for no firings of time.
        const firings = known.callerMachine === '' ? 0 : state.timers.firings;
        result.state.timers = timersAfter(machine, state, result.state, firings, known.now);
    }
    return result;
};

/** Inputs as values, whichever way they came; null where one is neither. */
const inputsOf = (input) => {
    const values = Object.entries(input).map(([name, value]) => [name, typeof value?.kind === 'string' ? value : fromJson(value)]);
    return values.some(([, value]) => value === null) ? null : namedValues(values);
};
