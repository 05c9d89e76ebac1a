// One sentence for whatever went wrong, and never a stack.

/** The sentence of a fault: what failed and what to do. */
export function sentenceOf(fault) {
    const sentence = fault?.sentence ?? fault?.message;
    return typeof sentence === 'string' && sentence.length > 0 ? sentence : 'Something went wrong. Nothing was changed; try it again.';
}
