// One sentence for whatever went wrong, and never a stack.

import { sentenceOf as sentenceOfCode } from '../proof/codes.js';

/** The sentence of a fault: what failed and what to do. */
export function sentenceOf(fault) {
    const sentence = fault?.sentence ?? fault?.message;
    if (fault?.code === 'unavailable') {
        const why = String(sentence).replace(/^too few[^;]*(; )?/, '');
        return navigator.onLine ? `Too few merchants answer${why && `: ${why}`}.` : 'You are offline. Ask again when you are back.';
    }
    return typeof sentence === 'string' && sentence.length > 0 ? sentence : 'Something went wrong. Nothing was changed; try it again.';
}

/** Why the ledger refused a request, from its receipt: the rule's own sentence where there is one. */
export function reasonOf(receipt) {
    const said = receipt.result?.reason ?? receipt.result?.message;
    return typeof said === 'string' && said.length > 0 ? said : sentenceOfCode(receipt.code);
}
