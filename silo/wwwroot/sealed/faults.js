// What can go wrong with encrypted integers, in words. None takes a key or a plaintext.

/**
 * An error of this folder. Never holds a key or a plaintext.
 * @param {string} code a code of the registry (CodeRegistry.cs), such as `corrupt-record`
 * @param {string} message a sentence
 * @param {string|null} advice what to do, in words
 * @param {object} more `receipt` of a refusal, `outcome` of a request without one, where there is such
 * @returns {Error} with `name` `VariableFault`, `code`, `advice` and what `more` has
 */
export const variableFault = (code, message, advice = null, more = {}) =>
    Object.assign(new Error(message), { name: 'VariableFault', code, advice, ...more });

/** Wrong arguments of a caller. */
export const usage = (message, advice = null) => variableFault('usage', message, advice);

/** Never happens unless this code or the machine is at fault. */
export function invariant(holds, message) {
    if (!holds) {
        throw new Error('broken invariant: ' + message);
    }
}
