// Names that this customer gave to accounts and wallets; merchants and issuers bring theirs. They never leave the browser.

const SETTING = 'petnames';
const MAX = 500;

/** `{of(id), set(id, name), list()}` of one browser. */
export async function openPetnames(store, group) {
    const given = new Map(Object.entries((await store.setting(SETTING)) ?? {}));
    const known = new Map([...group.issuers.map(one => [one.account, one.name]), ...group.members.map(one => [one.account, one.name])]);
    return {
        of: id => given.get(id) ?? known.get(id) ?? null,
        async set(id, name) {
            if (name === '') {
                given.delete(id);
            } else if (given.size < MAX || given.has(id)) {
                given.set(id, name.slice(0, 60));
            }
            await store.setSetting(SETTING, Object.fromEntries(given));
        },
        list: () => [...given].sort(([, a], [, b]) => a.localeCompare(b)),
    };
}
