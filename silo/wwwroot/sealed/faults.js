// What can go wrong with encrypted integers, in words: the codes and sentences of Scew.Client's VariableFaults. None takes a key or a plaintext.

/**
 * An error of this folder. Never holds a key or a plaintext.
 * @param {string} code a code of the registry (CodeRegistry.cs), such as `corrupt-record`
 * @param {string} message a sentence
 * @param {string|null} advice what to do, in words
 * @param {object} more `receipt` of a refusal, `outcome` of a request without one, where there is such
 * @returns {Error} with `name` `VariableFault`, `code`, `advice` and what `more` has
 */
export function variableFault(code, message, advice = null, more = {}) {
    return Object.assign(new Error(message), { name: 'VariableFault', code, advice, ...more });
}

/** Wrong arguments of a caller. */
export const usage = (message, advice = null) => variableFault('usage', message, advice);

/** Never happens unless this code or the machine is at fault. */
export function invariant(holds, message) {
    if (!holds) {
        throw new Error('broken invariant: ' + message);
    }
}

export const unknownVariable = (id, height) =>
    variableFault('unknown-variable', `there is no variable '${id}': its absence at height ${height} was proven`, 'list the variables there are, or create it');

export const badId = id => variableFault('bad-id', `'${id}' is no id`, 'use 1 to 128 of a-z 0-9 . _ : -');

export const outsidePrefix = (id, prefix) =>
    variableFault('outside-prefix', `'${id}' lies outside the own prefix`, `begin it with ${prefix}: ; only merchants and issuers create ids without a colon`);

export const noModules = () => variableFault(
    'no-modules', 'this group has no secure modules, so nothing can be delegated', 'compare ordered variables, and sum additive ones: neither needs modules');

export const notHanded = variable => variableFault(
    'not-permitted', `the key of '${variable.id}' is not here: it belongs to ${variable.owner}`, 'ask its owner to hand it to you, then take it in the console');

export const otherMaster = variable => variableFault(
    'key-locked', `this master secret does not open the key '${variable.key}' of '${variable.id}'`, 'restore the backup with which the variable was made');

export const corrupt = variable => variableFault(
    'corrupt-record', `the record of '${variable.id}' does not open: another master secret made its key, or a writer stored something else`,
    'restore the right backup, or store the value anew: with another key, where a writer is to lose his right');

export const outOfRange = variable => variableFault(
    'overflow', `the value of '${variable.id}' is out of range: it lies beyond 64 bits`, 'set it, or sum the opposite until it fits');

export const unknownKey = key => variableFault('unknown-key', `there is no registered key '${key}'`, 'ask the variable\'s owner');

export const notVerified = () => variableFault(
    'verification-failed', 'only a record whose certificate was checked in this browser is opened', 'read it again');

/** The group's refusal, whose receipt was verified here. */
export const refused = receipt => variableFault(receipt.code, receipt.result.message ?? `the group refused it: ${receipt.code}`, null, { receipt });

/** Others were quicker, each time. */
export function stale(receipt, before, now, retries) {
    const changed = now.filter((variable, i) => variable.version !== before[i].version).map(variable => `'${variable.id}' is at version ${variable.version} by now`);
    const what = changed.length > 0 ? changed.join(', ') : 'a variable changed and changed back';
    return retries > 0
        ? variableFault('stale', `others changed it each time, ${retries + 1} times: ${what}`, 'somebody writes it all the time; try again when they pause', { receipt })
        : variableFault('stale', `it was changed by others: ${what}`, 'read it and decide anew', { receipt });
}
