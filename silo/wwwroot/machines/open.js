import { stateOf, wrongState } from './evaluate.js';
import { contextOf, frameIn } from './language/frames.js';
import { READS, isTrue } from './language/scope.js';
import { typeText } from './language/types.js';
import { instantText } from './values.js';

/**
 * Which steps are open to those who sign, and why the others are not, in the sentences of the machine's text: what the console's `asset explain` says.
 * @typedef {{name: string, from: string[], to: string, inputs: {name: string, type: string}[], who: string, open: true | false | 'depends on inputs', why: ?string, conditions: string[],
 *     values: {text: string, value: import('./values.js').MachineValue}[], due: ?number, asks: Asked[], note: ?string}} Openness
 * `why`: the sentence of what closes it; `values`: what that looked at; `conditions`: sentences of what depends on inputs, given where they do not fit; `due`: when time takes it, Unix milliseconds
 * @typedef {{kind: 'asset' | 'payment', text: string, id: ?string, when: true | false | 'depends on inputs'}} Asked
 * another asset or a wallet that a step asks, which may refuse it: as the text names it, its id where that is known, and whether it is asked
 */

const readsInput = ({ reads }) => (reads & READS.input) !== 0;

/** The first guard that refuses whatever the inputs, or null. Lets are worked out once for all guards. */
const closing = (transition, frame) => {
    for (const guard of transition.guards) {
        if (!readsInput(guard.holds) && (!isTrue(guard.holds.run(frame)) || frame.fault !== null)) {
            return guard;
        }
    }
    return null;
};

const looksOf = (guard, frame) => guard.looks.map((look) => ({ text: look.text, value: look.run(frame) }));

/** What can be known of a call before there are inputs. */
const asked = (call, frame) => {
    const { kind, text, of } = call.asked;
    const when = call.when === null ? true : readsInput(call.when) ? 'depends on inputs' : isTrue(call.when.run(frame)) && frame.fault === null;
    const id = when !== false && !readsInput(of) ? of.run(frame) : null;
    return { kind, text, id: id?.kind === 'text' ? id.value : null, when };
};

const noteOf = (asks) => {
    const others = asks.filter((one) => one.when !== false).map((one) => (one.kind === 'asset' ? `asks another asset (${one.text})` : `takes a payment (${one.text})`));
    return others.length === 0 ? null : `${others.join(' and ')}, which may refuse`;
};

const takenByTime = (transition, state) => {
    const due = state.timers.due[transition.name];
    return due === undefined ? `taken by time, when now >= ${transition.automatic}` : `taken by time, at ${instantText(due)}`;
};

/**
 * One transition as those who sign see it now.
 * @param {import('./compile.js').Machine} machine
 * @returns {Openness}
 */
const opennessOf = (machine, transition, state, context) => {
    const { name, from, to, who } = transition;
    const inputs = transition.inputs.map((input) => ({ name: input.name, type: typeText(input.type) }));
    const answer = { name, from, to, inputs, who, open: false, why: null, conditions: [], values: [], due: null, asks: [], note: null };
    if (!from.includes(state.name)) {
        return { ...answer, why: wrongState(transition, state) };
    }
    if (transition.due !== null) {
        const due = state.timers.due[name];
        return { ...answer, why: takenByTime(transition, state), due: due === undefined ? null : Number(due) };
    }
    const frame = frameIn(machine, transition, state, Object.create(null), context);
    const guard = closing(transition, frame);
    if (guard !== null) {
        return { ...answer, why: guard.reason, values: looksOf(guard, frame) };
    }
    const conditions = transition.guards.filter((one) => readsInput(one.holds)).map((one) => one.reason);
    const asks = transition.calls.map((call) => asked(call, frame));
    return { ...answer, open: conditions.length === 0 ? true : 'depends on inputs', conditions, asks, note: noteOf(asks) };
};

/**
 * Every transition, in the order of the text, for an asset as a verified register has it.
 * @param {import('./compile.js').Machine} machine
 * @param {{id: string, contract: string, state: string, owner: string, value: Uint8Array}} register of kind asset
 * @param {{signers: string[], now: number | bigint, group: string | Uint8Array, members?: string[], height: number | bigint}} who the accounts that would sign, the caller first, and when
 * @returns {Openness[]}
 */
export const openTransitions = (machine, register, who) => openFrom(machine, stateOf(machine, register), { ...who, asset: register.id });

/**
 * The same for a state at hand, such as one that `step` led to.
 * @param {import('./compile.js').Machine} machine
 * @param {import('./evaluate.js').AssetState} state
 * @param {import('./evaluate.js').Context} context
 * @returns {Openness[]}
 */
export const openFrom = (machine, state, context) => {
    const known = contextOf(context);
    return machine.transitions.map((transition) => opennessOf(machine, transition, state, known));
};
