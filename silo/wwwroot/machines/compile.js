import { machineNameOf } from './language/actors.js';
import { compileTo, condition } from './language/compile.js';
import { declareMachine } from './language/declarations.js';
import { machineFault } from './language/fault.js';
import { format } from './language/format.js';
import { frameOf, scopeOf } from './language/scope.js';
import { beginningOf, compileClauses, compileDue } from './language/steps.js';
import { parseMachine } from './parse.js';

/**
 * Texts to machines that can be asked. A text that the group refuses is not always refused here; one that it accepts means the same here.
 * @typedef {{name: string, title: ?string, description: ?string, text: string, states: string[], finalStates: string[], values: {name: string, type: object, states: string[]}[],
 *     transitions: Transition[], creating: Transition, invariants: object[], properties: object[], migratesFrom: string[]}} Machine `values` in order of names; `states` of one is empty where every state has it
 * @typedef {{name: string, from: string[], to: string, inputs: {name: string, type: object}[], who: string, automatic: ?string, guards: object[], cost: number}} Transition
 * `who` says who may act as the text does, `automatic` the time that takes it
 */

const MAX_COST = 10_000;
const MAX_TRANSITIONS = 64;
const MAX_AUTOMATIC = 16;
const MAX_INVARIANTS = 32;

const partsOf = (syntax, form) => syntax.parts.filter((part) => part.is === form);

const compileInvariants = (declared) => partsOf(declared.syntax, 'invariant').map((part) => {
    const scope = scopeOf(declared, { from: null, hasValues: true, hasContext: false });
    const holds = condition(scope, part.holds, 'an invariant');
    return { reason: part.reason ?? `it must hold that ${format(part.holds)}`, run: holds.run, cost: holds.cost, slots: scope.slots };
});

/** Initial values see nothing of the asset, and run with slots of their own. */
const compileInitials = (declared) => {
    for (const slot of declared.values.values()) {
        if (slot.begins !== null) {
            const scope = scopeOf(declared, {});
            const value = compileTo(scope, slot.begins, slot.type, `'${slot.name}'`);
            slot.initial = {
                cost: value.cost,
                run: (frame) => {
                    const apart = frameOf(frame.values, frame.input, frame.context, frame.owner, frame.state, scope.slots);
                    const result = value.run(apart);
                    frame.fault ??= apart.fault;
                    return result;
                },
            };
        }
    }
};

/** Per value of the target state, where it comes from: an assignment, a beginning, or null where it stays. */
const valuesAfter = (declared, part, from, work, isCreating) => {
    const after = [];
    for (const slot of declared.valuesOf(part.to.name)) {
        const assigned = work.assigned.get(slot.name);
        const stays = assigned === undefined && !isCreating && (slot.states.length === 0 || from.every((state) => slot.states.includes(state)));
        const begins = assigned === undefined && !stays ? beginningOf(slot) : null;
        if (assigned === undefined && !stays && begins === null) {
            throw machineFault(part.place, `'${part.name}' leaves '${slot.name}' without a value in ${part.to.name}`, `effect ${slot.name} := ...`);
        }
        work.cost += begins?.cost ?? 0;
        after.push({ slot, run: assigned ?? begins?.run ?? null });
    }
    return after;
};

const requireStates = (declared, part) => {
    const all = declared.states.cases;
    const unknown = part.from.find((from) => !all.includes(from.name));
    if (unknown !== undefined) {
        throw machineFault(unknown.place, `there is no state '${unknown.name}'`, `one of ${all.join(', ')}`);
    }
    if (!all.includes(part.to.name) || part.to.name === all[0]) {
        throw machineFault(part.to.place, `'${part.to.name}' is no state that a transition can lead to`, `one of ${all.slice(1).join(', ')}`);
    }
    const final = part.from.find((from) => declared.finalStates.includes(from.name));
    if (final !== undefined) {
        throw machineFault(part.place, `'${part.name}' leaves ${final.name}, and nothing leaves a final state`);
    }
};

const compileTransition = (declared, invariants, part) => {
    requireStates(declared, part);
    const from = [...new Set(part.from.map((state) => state.name))];
    const isCreating = from.includes(declared.states.cases[0]);
    const isAutomatic = part.clauses.some((clause) => clause.is === 'automatic');
    const inputs = declared.declarations(part.inputs, 32, 'inputs');
    const scope = scopeOf(declared, { from, hasValues: !isCreating, inputs, hasCaller: !isAutomatic });
    const work = compileClauses(scope, part);
    const values = valuesAfter(declared, part, from, work, isCreating);
    const cost = work.cost + invariants.reduce((sum, invariant) => sum + invariant.cost, 0);
    if (cost > MAX_COST) {
        throw machineFault(part.place, `a step of '${part.name}' can take ${cost} operations, and ${MAX_COST} is the most`, 'lower the bounds of lists, or go through them less often');
    }
    const due = compileDue(work);
    return {
        name: part.name,
        from,
        to: part.to.name,
        inputs,
        who: work.by?.who ?? (isAutomatic ? 'time' : 'anyone'),
        automatic: due === null ? null : due.text,
        due,
        guards: work.guards,
        values,
        owner: work.assigned.get('owner') ?? null,
        takes: work.takes,
        calls: work.calls,
        events: work.events,
        slots: scope.slots,
        cost,
        syntax: part,
    };
};

const requireShape = (declared, transitions) => {
    const { place } = declared.syntax;
    const [start] = declared.states.cases;
    const names = new Set([...transitions.map((one) => one.name), ...declared.states.cases]);
    if (names.size !== transitions.length + declared.states.cases.length) {
        throw machineFault(place, 'transitions and states have names of their own');
    }
    const creating = transitions.filter((one) => one.from.includes(start));
    if (creating.length !== 1 || creating[0].from.length !== 1) {
        throw machineFault(place, `${creating.length} transitions leave ${start}, and exactly one creates the asset and leaves no other state`, `'transition create: ${start} -> ...'`);
    }
    if (transitions.length > MAX_TRANSITIONS || transitions.filter((one) => one.due !== null).length > MAX_AUTOMATIC) {
        throw machineFault(place, `a machine has at most ${MAX_TRANSITIONS} transitions, ${MAX_AUTOMATIC} of them automatic`);
    }
    return creating[0];
};

/**
 * Reads, types and compiles a text.
 * @param {string} text
 * @param {{name?: string}} [known] its name where it is not the hash of the text: one that ships with the group
 * @returns {Machine}
 * @throws a `MachineFault` with line and column
 */
export const compileMachine = (text, known = {}) => {
    const syntax = parseMachine(text);
    const name = known.name ?? machineNameOf(text);
    const declared = declareMachine(syntax, name);
    compileInitials(declared);
    const invariants = compileInvariants(declared);
    if (invariants.length > MAX_INVARIANTS) {
        throw machineFault(syntax.place, `a machine has at most ${MAX_INVARIANTS} invariants`);
    }
    const transitions = partsOf(syntax, 'transition').map((part) => compileTransition(declared, invariants, part));
    return Object.freeze({
        name,
        title: known.name === undefined ? syntax.name : null,
        description: known.name === undefined ? syntax.description : null,
        text,
        states: declared.states.cases,
        finalStates: declared.finalStates,
        values: [...declared.values.values()],
        valuesOf: declared.valuesOf,
        transitions,
        creating: requireShape(declared, transitions),
        invariants,
        properties: partsOf(syntax, 'property'),
        migratesFrom: [...new Set(partsOf(syntax, 'migrate').map((part) => part.from))],
    });
};

/**
 * The machine that a register of kind machine holds. Its name is the hash of its text, so a text that somebody changed on the way is another machine.
 * @param {{id: string, value: Uint8Array}} register
 * @returns {Machine}
 * @throws a `MachineFault`, of code `other-machine` where the text is not that of the name
 */
export const machineOf = (register) => {
    let text;
    try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(register.value);
    } catch (error) {
        throw error instanceof TypeError ? machineFault(null, 'the register holds no text', null, 'other-machine') : error;
    }
    if (machineNameOf(text) !== register.id) {
        throw machineFault(null, 'the text is not that of the machine asked for', null, 'other-machine');
    }
    return compileMachine(text);
};
