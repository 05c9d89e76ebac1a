/**
 * What is wrong with a machine text, or with what is asked of a machine, as an error that the caller catches.
 * @typedef {{line: number, column: number}} Place from 1
 */

/**
 * @param {?Place} place
 * @param {string} message what is wrong
 * @param {?string} right what would be right, where the message does not say it
 * @param {string} code stable
 * @returns {Error & {code: string, line: number, column: number, sentence: string, right: ?string}}
 */
export const machineFault = (place, message, right = null, code = 'machine-refused') => {
    const where = place === null ? '' : `line ${place.line}, column ${place.column}: `;
    return Object.assign(new Error(`${where}${message}${right === null ? '' : `; ${right}`}`), {
        name: 'MachineFault', code, line: place?.line ?? 0, column: place?.column ?? 0, sentence: message, right,
    });
};
