import { compile } from './compile.js';
import { format } from './format.js';
import { childrenOf } from './tree.js';

const MAX_LOOKS = 8;

/** The names that a condition looks at, so that a refusal can tell what they stood at. Items of loops are left out: there are many. */
export const looksOf = (scope, holds) => {
    const found = [];
    const collect = (one) => {
        if (one.is === 'name' || (one.is === 'member' && one.target.is === 'name')) {
            look(scope, one, found);
        } else if (one.is === 'loop') {
            collect(one.list);
        } else {
            childrenOf(one).forEach(collect);
        }
    };
    collect(holds);
    return found;
};

const look = (scope, one, found) => {
    const text = format(one);
    if (found.length === MAX_LOOKS || found.some((other) => other.text === text)) {
        return;
    }
    let value;
    try {
        value = compile(scope, one);
    } catch (error) {
        // The condition compiled, so does what it looks at; a case alone may need what stands beside it, and tells nothing.
        if (error.name === 'MachineFault') {
            return;
        }
        throw error;
    }
    if (value.constant === null && value.type.kind !== 'list' && value.type.kind !== 'map') {
        found.push({ text, run: value.run });
    }
};
