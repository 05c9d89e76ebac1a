import { labelOf, readTyped } from './language/typed.js';
import { typeText } from './language/types.js';
import { LEAST_INT, MOST_INT, namedValues, toJson } from './values.js';

/**
 * Forms for the inputs of a transition: what is asked for, and what somebody entered as the inputs of a request, or a sentence on what is wrong.
 * @typedef {{name: string, label: string, type: string, control: 'number' | 'text' | 'switch' | 'account' | 'time' | 'duration' | 'bytes' | 'choice' | 'id' | 'list' | 'map' | 'record', optional: boolean,
 *     hint: string, example: string, least: ?string, most: ?string, maxBytes: ?number, bytes: ?number, choices: string[], maxItems: ?number, item: ?Field, key: ?Field, fields: Field[]}} Field
 * `least` and `most` of numbers; `maxBytes` of a text in UTF-8; `bytes` is how many there are: 32 are those of a SHA-256, such as a photo's; `item` of a list or map
 */

const CONTROLS = { int: 'number', amount: 'number', bool: 'switch', asset: 'id', wallet: 'id' };

const HINTS = {
    int: () => 'a whole number',
    amount: () => 'a whole number, 0 or more',
    bool: () => 'yes or no',
    account: () => 'an account of 43 letters and digits; ~ is your own',
    time: () => 'a day, or a day and a time; or such as: in 14 days',
    duration: () => 'a length of time, such as 14 days or 2 h 30 min',
    text: (type) => `at most ${type.bound} bytes; a letter has one to four`,
    bytes: (type) => (type.bound === 32 ? 'the SHA-256 of a file, such as a photo; 64 hexadecimal digits' : `${2 * type.bound} hexadecimal digits`),
    choice: (type) => `one of ${type.cases.join(', ')}`,
    asset: () => "an asset's id; ~/ stands for your own prefix",
    wallet: () => "a wallet's id; ~/ stands for your own prefix",
    list: (type) => `at most ${type.bound} items`,
    map: (type) => `at most ${type.bound} pairs, no key twice`,
    record: (type) => type.fields.map((field) => field.name).join(', '),
};

const EXAMPLES = {
    int: '100', amount: '100', bool: 'yes', account: '~', time: '2026-12-01 18:00', duration: '14 days', asset: '~/drill', wallet: '~/purse',
};

const fieldOf = (name, type) => ({
    name,
    label: labelOf(name),
    type: typeText(type),
    control: CONTROLS[type.kind] ?? type.kind,
    optional: type.optional,
    hint: `${HINTS[type.kind](type)}${type.optional ? '; may stay empty' : ''}`,
    example: EXAMPLES[type.kind] ?? '',
    least: type.kind === 'amount' ? '0' : type.kind === 'int' ? String(LEAST_INT) : null,
    most: type.kind === 'amount' || type.kind === 'int' ? String(MOST_INT) : null,
    maxBytes: type.kind === 'text' ? type.bound : null,
    bytes: type.kind === 'bytes' ? type.bound : null,
    choices: type.cases,
    maxItems: type.kind === 'list' || type.kind === 'map' ? type.bound : null,
    item: type.element === null ? null : fieldOf('', type.element),
    key: type.key === null ? null : fieldOf('', type.key),
    fields: type.fields.map((field) => fieldOf(field.name, field.type)),
});

const transitionOf = (machine, name) => {
    const transition = machine.transitions.find((one) => one.name === name);
    if (transition === undefined) {
        throw Object.assign(new Error(`there is no transition '${name}'`), { name: 'MachineFault', code: 'unknown-transition' });
    }
    return transition;
};

/**
 * What a transition asks for, in the order of the text.
 * @param {import('./compile.js').Machine} machine
 * @param {string} name of the transition
 * @returns {Field[]}
 */
export const fieldsOf = (machine, name) => transitionOf(machine, name).inputs.map((input) => fieldOf(input.name, input.type));

/**
 * What somebody entered, as the inputs of a request.
 * @param {import('./compile.js').Machine} machine
 * @param {string} name of the transition
 * @param {Object<string, string | boolean | Uint8Array | Array | object | null>} typed by name of the input: what stands in the field; a switch gives a boolean, bytes may come as they are, a list
 * as an array, a map as an array of pairs, a record as an object
 * @param {{own?: string, now: number, zone?: string, resolve?: (name: string) => ?string}} options `own`: the account of whoever fills the form in; `now`: Unix milliseconds; `resolve`: the account
 * of a name that people here know
 * @returns {{input: Object<string, object>, values: Object<string, import('./values.js').MachineValue>} | {faults: Object<string, string>}} `input` as the request carries it: an optional one that is
 * empty is left out
 */
export const readInputs = (machine, name, typed, options) => {
    const { inputs } = transitionOf(machine, name);
    const reads = inputs.map((input) => [input.name, readTyped(input.type, Object.hasOwn(typed, input.name) ? typed[input.name] : null, options)]);
    const wrong = reads.filter(([, read]) => read.fault !== undefined);
    if (wrong.length > 0) {
        return { faults: namedValues(wrong.map(([input, read]) => [input, read.fault])) };
    }
    const values = namedValues(reads.filter(([, read]) => read.value.kind !== 'none').map(([input, read]) => [input, read.value]));
    return { input: namedValues(Object.entries(values).map(([input, value]) => [input, toJson(value)])), values };
};
