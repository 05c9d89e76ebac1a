// What callers give, checked before anything is read or sent.

import { isAccount, isId, ownPrefix } from '../proof/shapes.js';
import { badId, outsidePrefix, usage } from './faults.js';
import { value64 } from './numbers.js';
import { ADDITIVE, ORDERED } from './operations.js';

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='];
const MAX_NAMED = 16;

export function checkId(id) {
    if (!isId(id)) {
        throw badId(id);
    }
}

/** An id that this account may perhaps create: whether it is a merchant or issuer, the group knows. */
export function checkNewId(id, account) {
    checkId(id);
    const prefix = ownPrefix(account);
    if (id.includes(':') && (!id.startsWith(prefix + ':') || id.length === prefix.length + 1)) {
        throw outsidePrefix(id, prefix);
    }
}

export function checkType(contract) {
    if (contract !== ADDITIVE && contract !== ORDERED) {
        throw usage('there is no such type of variable', `use ${ADDITIVE} or ${ORDERED}`);
    }
}

/** Writers or readers: distinct, at most 16, without the owner, who is both anyhow. */
export function namedWithout(accounts, owner, role) {
    const named = accounts.filter(one => one !== owner);
    if (named.length > MAX_NAMED) {
        throw usage(`a variable has at most ${MAX_NAMED} ${role}s`);
    }
    if (!named.every(isAccount)) {
        throw usage(`a ${role} is an account of 43 characters`);
    }
    if (new Set(named).size !== named.length) {
        throw usage(`a ${role} is named twice`, 'name each once');
    }
    return named;
}

export function checkOperator(operator) {
    if (!OPERATORS.includes(operator)) {
        throw usage('there is no such comparison', 'use one of = != < <= > >=');
    }
}

export function checkRange(ids, low, high) {
    ids.forEach(checkId);
    if (ids.length === 0 || new Set(ids).size !== ids.length) {
        throw usage('a range names variables, each once', 'name at least one, and each once');
    }
    if (value64(low) > value64(high)) {
        throw usage('the lower bound lies above the upper one', 'exchange the two');
    }
}
