import { FALSE, TRUE, bool } from '../values.js';
import { compile } from './compile.js';
import { format, formatRole } from './format.js';
import { READS, isTrue, typed } from './scope.js';
import { BOOL, isOnly, typeText } from './types.js';

/** Whether those who have to sign did. An account signs as caller or beside it. */

const MAX_SIGNERS = 16;

// A look through all who can sign, and one more.
const LOOK_COST = 17;

const hasSigned = (frame, account) => frame.context.signers.includes(account);

export const compileRole = (scope, role) => {
    switch (role.is) {
        case 'pair': return pair(scope, role);
        case 'one': return one(scope, role);
        case 'any': return count(scope, role, 1n);
        default: return count(scope, role, role.count);
    }
};

const pair = (scope, { op, left, right }) => {
    const [first, second] = [compileRole(scope, left), compileRole(scope, right)];
    const both = op === 'and';
    const run = (frame) => (isTrue(first.run(frame)) === both ? second.run(frame) : both ? FALSE : TRUE);
    return typed(BOOL, run, 1 + first.cost + second.cost, first.reads | second.reads);
};

const one = (scope, role) => {
    const account = compile(scope, role.accounts);
    if (account.type.kind !== 'account') {
        throw scope.fail(role, `'${format(role.accounts)}' is ${typeText(account.type)}, and an account signs`, account.type.kind === 'list' ? `by any of ${format(role.accounts)}` : null);
    }
    const run = (frame) => {
        const value = account.run(frame);
        return bool(value.kind === 'account' && hasSigned(frame, value.value));
    };
    return typed(BOOL, run, LOOK_COST + account.cost, account.reads | READS.caller);
};

/** At least so many distinct accounts of a list. */
const count = (scope, role, least) => {
    const accounts = compile(scope, role.accounts);
    if (!isOnly(accounts.type, 'list') || accounts.type.element.kind !== 'account') {
        throw scope.fail(role, `'${format(role.accounts)}' is ${typeText(accounts.type)}, and a list of accounts is needed`);
    }
    if (least < 1n || least > BigInt(MAX_SIGNERS)) {
        throw scope.fail(role, `1 to ${MAX_SIGNERS} accounts sign a request`, formatRole(role));
    }
    const run = (frame) => {
        const distinct = new Set(accounts.run(frame).items.map((item) => item.value));
        return bool([...distinct].filter((account) => hasSigned(frame, account)).length >= Number(least));
    };
    return typed(BOOL, run, 1 + accounts.cost + accounts.type.bound * LOOK_COST, accounts.reads | READS.caller);
};
