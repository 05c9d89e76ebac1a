// The registry of codes for people: the names, sentences and whether the same act may succeed later, as in CodeRegistry. A test compares them.

const SENTENCES = {
    'ok': 'done',
    'malformed': 'the request is not well formed',
    'bad-signature': 'a signature is missing, surplus or does not verify',
    'wrong-group': 'the request is signed for another group',
    'too-large': 'the request is too large',
    'too-costly': 'the operation costs more than one request may',
    'bad-id': 'an id is not 1 to 128 characters of a-z 0-9 . _ : -',
    'expired': 'the request\'s validity has ended',
    'not-yet-valid': 'the request\'s validity ends too far ahead to be accepted now',
    'not-owner': 'the wallet or asset belongs to another account',
    'not-issuer': 'only an issuer may do this',
    'unknown-wallet': 'there is no such wallet',
    'unknown-asset': 'there is no such asset',
    'unknown-machine': 'there is no such machine',
    'unknown-transition': 'the machine has no such transition',
    'wrong-state': 'the transition does not start from the asset\'s state',
    'guard-refused': 'a guard of the transition refused',
    'invariant-refused': 'the transition would break an invariant of the machine',
    'bad-input': 'an input is missing, surplus or of the wrong type',
    'already-exists': 'the id is taken',
    'outside-prefix': 'this account may not create that id',
    'wrong-owner': 'the receiving wallet does not belong to the named account',
    'same-wallet': 'a transfer moves between two wallets',
    'zero-amount': 'the amount is zero',
    'negative-amount': 'the amount is negative',
    'insufficient-balance': 'the balance is too small',
    'overflow': 'a number would leave the range of 64-bit integers',
    'limit-exceeded': 'the issuer\'s limit would be exceeded',
    'burn-refused': 'the issuer may not burn this amount from this wallet',
    'condition-false': 'the condition does not hold',
    'bad-operation': 'the operation is not possible in this form',
    'machine-refused': 'the machine has faults, or does not pass its checks',
    'not-allowed': 'a step would use the rights of its signers beyond what they allow',
    'too-many-calls': 'a step leads to more calls than its request pays for',
    'unknown-variable': 'there is no such encrypted variable',
    'wrong-contract': 'the variable is of the other encrypted type',
    'unknown-key': 'there is no such registered key',
    'stale': 'the variable changed since the request was made; read it and try again',
    'bad-envelope': 'the secure modules cannot use the envelope',
    'corrupt-record': 'the stored record is not one that its key makes',
    'bad-ciphertext': 'a ciphertext, record or token is not one of the variable\'s key',
    'bad-key': 'the key, or the proof about it, does not hold',
    'no-modules': 'this group has no secure modules, so nothing can be delegated',
    'not-member': 'only merchants of the group may do this',
    'bad-plan': 'the group cannot follow this plan',
    'unknown-plan': 'no such plan was proposed',
    'epoch-ending': 'the next members are decided already',
    'not-found': 'there is no such thing',
    'busy': 'the merchant is busy',
    'rate-limited': 'too many requests from this address or account',
    'outcome-unknown': 'the outcome is not known yet; ask again with the same request',
    'unavailable': 'too few merchants answer',
    'catching-up': 'the merchant is catching up',
    'still-possible': 'the request may still be executed',
    'executed': 'the request was executed; its receipt says how',
    'wrong-host': 'the Host header names another server',
    'unsupported-media': 'the body has a media type that is not accepted here',
    'method-not-allowed': 'the method is not allowed here',
    'not-permitted': 'this is not permitted here',
    'internal': 'an internal error',
    'pruned': 'executed, and its receipt is not kept here any more; ask another merchant, or use your file',
    'no-token': 'this needs the token of the merchant\'s operators',
    'usage': 'the command line is wrong',
    'key-locked': 'the key is locked or the passphrase is wrong',
    'bad-file': 'a file is not of the expected form',
    'no-access': 'a file or folder cannot be used',
    'verification-failed': 'an answer or a file does not verify',
    'evidence-found': 'evidence that a merchant lied was found',
    'storage': 'a disk refused to write',
    'interrupted': 'interrupted',
    'port-in-use': 'the port is in use',
    'folder-in-use': 'another process uses the data folder',
    'bad-configuration': 'the configuration is wrong',
};

const RETRYABLE = new Set(['not-yet-valid', 'busy', 'rate-limited', 'outcome-unknown', 'unavailable', 'catching-up', 'still-possible', 'interrupted']);

/** Every code. */
export const CODES = Object.freeze(Object.keys(SENTENCES));

/** A sentence for a code; for one that is unknown here the code itself. */
export function sentenceOf(code) {
    return Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : `refused: ${code}`;
}

/** Whether the same act may succeed later. */
export function isRetryable(code) {
    return RETRYABLE.has(code);
}
