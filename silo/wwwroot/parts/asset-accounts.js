// Accounts that this browser has names for.

import { checks } from './form.js';

/** The account that a person typed: 43 characters, or a name that this browser has for one; null for neither. */
export function accountTyped(session, text) {
    const typed = text.trim();
    if (checks.account(typed) === null) {
        return typed;
    }
    const known = knownAccounts(session).filter(([, name]) => name.toLowerCase() === typed.toLowerCase());
    return known.length === 1 ? known[0][0] : null;
}

/** Accounts with their names: merchants, issuers and those that the customer named. */
export function knownAccounts(session) {
    const all = new Map([...session.group.issuers, ...session.group.members].map(one => [one.account, one.name]));
    session.petnames.list().filter(([id]) => checks.account(id) === null).forEach(([id, name]) => all.set(id, name));
    return [...all];
}
