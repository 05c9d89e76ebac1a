// Operations on variables that were read, with what they delegate. A set is the variables that one request is about, in the order asked, with
// the keys that are here: `[{variable, key}]`.

import { costOf } from '../proof/costs.js';
import { comparePart, rangePart, sumPart } from './envelope.js';
import { corrupt } from './faults.js';
import { value64 } from './numbers.js';
import { ADDITIVE, ORDERED, compareAdditive, compareOrdered, rangeAdditive, rangeOrdered, setRecord, sumAdditive, sumOrdered } from './operations.js';

const MAX_IDS = 100;
const MAX_PER_DELEGATING = 1 << 16;

// A signature and an envelope.
const BESIDES = 64;

/**
 * Stores a value. An ordered record that does not open here was perhaps made under another master secret: what would be stored over it, its
 * readers could not open.
 */
export async function setChange({ variable, key }, value, { expected = null, overwrites = false } = {}) {
    if (!overwrites && variable.contract === ORDERED && (await key.open(variable)).reading === 'corrupt') {
        throw corrupt(variable);
    }
    return setRecord({ contract: variable.contract, id: variable.id, key: variable.key, record: await key.seal(variable.id, value), expected });
}

/** Adds a value. */
export async function sumChange({ variable, key }, addend, parts, path = '') {
    const { id } = variable;
    if (variable.contract === ADDITIVE) {
        return sumAdditive({ id, key: variable.key, addend: await key.seal(id, addend) });
    }
    parts.push(sumPart(path, id, await key.sum(variable, addend)));
    return sumOrdered({ id, key: variable.key });
}

/** Asks whether `variable operator argument` holds. */
export async function comparison({ variable, key }, operator, argument, parts, path = '') {
    const { id } = variable;
    if (variable.contract === ORDERED) {
        const [token] = await key.tokens(variable, [argument]);
        return compareOrdered({ id, operator, token });
    }
    parts.push(comparePart(path, operator, value64(argument), await key.opening(variable)));
    return compareAdditive({ id, bits: key.bits });
}

/** Asks which variables of one contract lie between two bounds. */
export async function rangeOf(set, low, high, parts) {
    if (set[0].variable.contract === ORDERED) {
        return rangeOrdered(await Promise.all(set.map(async ({ variable, key }) => {
            const tokens = await key.tokens(variable, [low, high]);
            return { id: variable.id, low: tokens[0], high: tokens[1] };
        })));
    }
    const openings = [];
    for (const { variable, key } of set) {
        openings.push(await key.opening(variable));
        await pause();
    }
    parts.push(rangePart('', value64(low), value64(high), openings));
    return rangeAdditive({ ids: set.map(({ variable }) => variable.id), bits: Math.max(...set.map(({ key }) => key.bits)) });
}

/** The sets of one contract each that one range may be about: at most 100 variables, fewer where large keys cost more. */
export function rangeBatches(set) {
    const ordered = set.filter(({ variable }) => variable.contract === ORDERED);
    const additive = set.filter(({ variable }) => variable.contract === ADDITIVE);
    const bits = Math.max(...additive.map(({ key }) => key.bits));
    const one = additive.length === 0 ? 1 : costOf({ by: [], op: rangeAdditive({ ids: [additive[0].variable.id], bits }) }).cost;
    const most = Math.min(MAX_IDS, Math.max(1, Math.floor((MAX_PER_DELEGATING - BESIDES) / one)));
    return [...chunks(ordered, MAX_IDS), ...chunks(additive, most)];
}

const chunks = (items, size) => Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

// An opening takes three exponentiations, and there may be a hundred: the page draws in between.
const pause = () => new Promise(resolve => { setTimeout(resolve, 0); });
