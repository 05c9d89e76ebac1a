// Names that this customer gave to accounts and wallets; merchants and issuers bring theirs. They never leave the browser.

import { petnames, setPetname } from '../proof/keys.js';

/** `{of(id), set(id, name), list()}` of one browser. */
export async function openPetnames(group) {
    let given = await petnames();
    const known = new Map([...group.issuers.map(one => [one.account, one.name]), ...group.members.map(one => [one.account, one.name])]);
    return {
        of: id => given.get(id) ?? known.get(id) ?? null,
        async set(id, name) {
            await setPetname(id, name);
            given = await petnames();
        },
        list: () => [...given].sort(([, a], [, b]) => a.localeCompare(b)),
    };
}
