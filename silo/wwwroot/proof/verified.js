// The only place where a verified value is made. Code outside this folder asks badges.js; it imports nothing from here.

const verified = new WeakSet();
const certified = new WeakSet();
const conflicts = new WeakSet();

/** Freezes an object of members and marks it as checked in this browser. */
export function markVerified(members) {
    return marked(verified, members);
}

/** Freezes an object and marks it as covered by a certificate that was checked in this browser at an earlier time. */
export function markCertified(members) {
    return marked(certified, members);
}

/** Freezes an object and marks it as proof that merchants contradict themselves. */
export function markConflict(members) {
    return marked(conflicts, members);
}

export const isMarkedVerified = value => verified.has(value);
export const isMarkedCertified = value => certified.has(value);
export const isMarkedConflict = value => conflicts.has(value);

function marked(set, members) {
    const value = Object.freeze({ ...members });
    set.add(value);
    return value;
}
