// The rules that assets follow, as this browser has them: their text is what their name is the hash of, so no merchant can give another one.

import { text as strictText } from '../proof/bytes.js';
import { ask } from '../proof/transport.js';
import { builtinMachine } from '../machines/builtin.js';
import { compileMachine } from '../machines/compile.js';
import { machineNameOf } from '../machines/language/actors.js';

/** Names of the rules that ship: hashes of the texts in src/Scew.Machines/Applications. */
export const RULES = Object.freeze({
    lending: 'gPXHt5b7v7zoD2ZHZmqocEFkGXIinHHKt1wn8t63bxw',
    tool: '7kEW72Dm5WaM3HPKYfIrDpyI1_vh8TEgM_G9chpLxNA',
    eshare: 'builtin/eshare/1',
    points: 'p5T0Rct1U3ULq6e4SMW3VXz35E25zAzYUtOfUM0KU5M',
    programme: 'IWVXwLZAm16P3JbgJX9j1JNXAf0lm6g1LIPB9xRTcts',
});

const MAX_KEPT = 40;
const compiled = new Map();

/** The rules of a name as the record carries it, compiled. Throws with a sentence where no merchant has them or this page cannot read them. */
export async function rulesOf(session, name) {
    const known = compiled.get(name);
    if (known !== undefined) {
        return known;
    }
    const machine = builtinMachine(name) ?? compileMachine(await textOf(session, name));
    if (compiled.size >= MAX_KEPT) {
        compiled.delete(compiled.keys().next().value);
    }
    compiled.set(name, machine);
    return machine;
}

/** Whether rules of this name are in the group. */
export async function hasRules(session, name) {
    return (await deployed(session, name)).present;
}

/** The text of rules that the group has, or that ship with every merchant whether the group has them yet or not. Throws with a sentence where there is none. */
export async function textOf(session, name) {
    const read = await deployed(session, name);
    let text = read.present ? checked(name, read.register.value) : null;
    for (const endpoint of text === null ? session.client.endpoints : []) {
        text ??= checked(name, (await ask(endpoint, `/v1/machine-texts/${encodeURIComponent(name)}`)).body);
    }
    if (text === null) {
        throw new Error('These rules cannot be read from the merchants.');
    }
    return text;
}

function checked(name, bytes) {
    const text = bytes === undefined ? null : strictText(bytes);
    return text !== null && machineNameOf(text) === name ? text : null;
}

// Rules never change, so a record of any age that has them will do.
async function deployed(session, name) {
    const read = await session.client.read('machine', name);
    return read.present ? read : session.client.read('machine', name, { fresh: true });
}
