// Four states and no other. A value is `verified` only if a function of this folder checked it: what looks like one is one merchant's word.

import { isMarkedCertified, isMarkedConflict, isMarkedVerified } from './verified.js';

/** Every badge: its name, the words beside it and one sentence. */
export const BADGES = Object.freeze({
    verified: Object.freeze({ name: 'verified', words: 'Verified here', sentence: 'This browser checked the signatures of enough merchants.' }),
    certified: Object.freeze({ name: 'certified', words: 'Certified, not re-checked', sentence: 'It was checked in this browser before, and not again.' }),
    word: Object.freeze({ name: 'word', words: 'One merchant\'s word', sentence: 'Only one merchant says so.' }),
    conflict: Object.freeze({ name: 'conflict', words: 'Conflict, evidence saved', sentence: 'Merchants signed things that contradict each other.' }),
});

/** Whether a function of this folder checked the value. Copies, and objects with the same members, are not. */
export function isVerified(value) {
    return isMarkedVerified(value);
}

/** The badge of a value: one of the four objects of `BADGES`. */
export function badgeOf(value) {
    if (isMarkedConflict(value)) {
        return BADGES.conflict;
    }
    if (isMarkedVerified(value)) {
        return BADGES.verified;
    }
    return isMarkedCertified(value) ? BADGES.certified : BADGES.word;
}
