// Labels of keys, as Scew.Client gives them. An ordered variable's key follows from its label, so one label must never serve two variables: a label
// that ends in `.kN` belongs to the variable before that ending, any other to the variable of that name.

import { randomBytes } from '../proof/bytes.js';
import { ownPrefix } from '../proof/shapes.js';

const MAX_LENGTH = 128;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const RANDOM_CHARACTERS = 10;
const GENERATION = /\.k[0-9]+$/;

/** The label of a new ordered variable: its id, unless that looks like the label of another. */
export function firstLabel(id, owner) {
    const label = GENERATION.test(id) ? `${id}.k1` : id;
    // Ends like a generation, so it is no variable's id as a label.
    return label.length <= MAX_LENGTH ? label : `${ownPrefix(owner)}:k.${randomText()}.k1`;
}

/** The id of a new Paillier key that serves all of an account's variables. */
export const newAccountKey = owner => `${ownPrefix(owner)}:key.${randomText()}`;

/** The id of a new Paillier key that serves one variable, and so may be handed over. */
export const newOwnKey = owner => `${ownPrefix(owner)}:own.${randomText()}`;

/** Whether a Paillier key was made to serve all of its owner's variables. */
export const isAccountKey = (label, owner) => label.startsWith(`${ownPrefix(owner)}:key.`);

const randomText = () => Array.from(randomBytes(RANDOM_CHARACTERS), byte => BASE32[byte & 31]).join('');
