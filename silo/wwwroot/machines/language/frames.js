import { isAccount } from '../values.js';
import { digestBytes } from './actors.js';
import { machineFault } from './fault.js';
import { frameOf } from './scope.js';

/** What clauses run on: an asset's values by their slots, and what is known beside them. */

const NOBODY = 'A'.repeat(43);

/** Where nothing but the asset may be known. */
export const NO_CONTEXT = { signers: [NOBODY], now: 0n, height: 0n, asset: '', group: new Uint8Array(32), members: [], callerMachine: '' };

/**
 * @param {import('../evaluate.js').Context} context
 * @returns what frames look at
 */
export const contextOf = (context) => {
    const group = isAccount(context.group) ? digestBytes(context.group) : context.group;
    const all = [...context.signers, ...(context.members ?? [])];
    if (context.signers.length === 0 || !all.every(isAccount) || !(group instanceof Uint8Array) || group.length !== 32) {
        throw machineFault(null, 'a step has signers, and accounts and groups have 43 characters', null, 'bad-context');
    }
    return {
        signers: context.signers, now: BigInt(context.now), height: BigInt(context.height), asset: context.asset, group, members: context.members ?? [], callerMachine: context.callerMachine ?? '',
    };
};

const slotsOf = (machine, state) => {
    const slots = new Array(machine.values.length).fill(null);
    if (Object.keys(state.values).length > 0) {
        for (const { name, slot } of machine.valuesOf(state.name)) {
            slots[slot] = state.values[name];
        }
    }
    return slots;
};

/** A frame in which a transition's clauses run. */
export const frameIn = (machine, transition, state, input, context) => frameOf(slotsOf(machine, state), input, context, state.owner, state.name, transition.slots);
