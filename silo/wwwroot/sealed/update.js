// Conditional updates: all changes when the condition holds, else none; of wallets, additive and ordered variables, mixed as wanted.

import { comparison, setChange, sumChange } from './changes.js';
import { usage } from './faults.js';
import { checkId, checkOperator } from './input.js';
import { value64 } from './numbers.js';
import { ORDERED } from './operations.js';

const MAX_CHANGES = 64;
const TYPES = ['set', 'sum', 'transfer'];

/**
 * @typedef {object} Condition reads "value of `id` `operator` `argument`", of a variable or, with `ofWallet`, of a wallet
 * @typedef {object} Change `{type: 'set', id, value, ofWallet?}`, `{type: 'sum', id, addend, ofWallet?}` or `{type: 'transfer', from, to, amount, toOwner?}`
 */

/** The variables that an update is about, each once, condition first; a fault where it is none. */
export function updatedIds(condition, changes) {
    checkOperator(condition.operator);
    value64(condition.argument);
    if (changes.length < 1 || changes.length > MAX_CHANGES || !changes.every(one => TYPES.includes(one.type))) {
        throw usage(`an update has 1 to ${MAX_CHANGES} changes, each a set, a sum or a transfer`);
    }
    changes.forEach(one => value64(amountOf(one)));
    [condition.id, ...changes.flatMap(one => (one.type === 'transfer' ? [one.from, one.to] : [one.id]))].forEach(checkId);
    return [...new Set([condition, ...changes].filter(isOfVariable).map(one => one.id))];
}

/** An ordered sum is sealed for the record that was read, so nothing else in its request may change that variable before it. */
export function checkOneChangeEach(set, changes) {
    const ids = changes.filter(isOfVariable).map(one => one.id);
    const twice = set.find(({ variable }) => variable.contract === ORDERED && ids.filter(id => id === variable.id).length > 1);
    if (twice !== undefined) {
        throw usage(`'${twice.variable.id}' is changed twice in one update`, 'put the two changes of an ordered variable into one');
    }
}

/**
 * The operation; `find(id)` answers the entry of a set, with a key that opens where the second argument asks for one.
 * @param {Condition} condition
 * @param {Change[]} changes
 */
export async function conditionalUpdate(find, condition, changes, parts) {
    const { id, operator, argument } = condition;
    const asked = condition.ofWallet ? { type: 'compare', id, operator, argument: String(argument) } : await comparison(find(id, true), operator, value64(argument), parts, 'c');
    const updates = [];
    for (const [i, change] of changes.entries()) {
        updates.push(await partOf(find, change, parts, `u${i}`));
    }
    return { type: 'conditional-update', condition: asked, updates };
}

async function partOf(find, change, parts, path) {
    const { id } = change;
    const amount = value64(amountOf(change));
    switch (change.type) {
        case 'transfer':
            return { type: 'transfer', amount: String(amount), from: change.from, to: change.to, ...(change.toOwner === undefined ? {} : { toOwner: change.toOwner }) };
        case 'set':
            return change.ofWallet ? { type: 'set', id, value: String(amount) } : setChange(find(id, false), amount);
        default: {
            if (change.ofWallet) {
                return { type: 'sum', id, delta: String(amount) };
            }
            const one = find(id, false);
            return sumChange(one.variable.contract === ORDERED ? find(id, true) : one, amount, parts, path);
        }
    }
}

const isOfVariable = one => one.type !== 'transfer' && !one.ofWallet;

const amountOf = change => (change.type === 'set' ? change.value : change.type === 'sum' ? change.addend : change.amount);
