// What a visit has: the group, the key in use, names for others, what changes while one looks.

import { open } from '../proof/client.js';
import { openFeed } from '../proof/feed.js';
import { openKeys } from '../proof/keys.js';
import { ownPrefix } from '../proof/shapes.js';
import { openPetnames } from './petnames.js';

const KEY = 'key';
const LIMIT = 'limit';

/** Opens a visit at the merchant of `baseUrl`. Throws what proof/client.js throws, with a sentence. */
export async function openSession(baseUrl) {
    const client = await open(baseUrl);
    const keys = await openKeys();
    const petnames = await openPetnames(client.store, client.group);
    const listeners = new Set();
    const keyListeners = new Set();
    const chosen = await client.store.setting(KEY);
    let spent = 0n;
    const session = {
        client,
        keys,
        petnames,
        group: client.group,
        merchant: client.group.members.find(member => new URL(member.url).origin === new URL(baseUrl).origin)?.name ?? null,
        key: (await keys.get(chosen)) ?? (await keys.list())[0] ?? null,
        get prefix() {
            return session.key === null ? null : ownPrefix(session.key.account);
        },
        get wallet() {
            return session.key === null ? null : `${session.prefix}:points`;
        },
        async use(key) {
            session.key = key;
            await client.store.setSetting(KEY, key?.account ?? null);
            keyListeners.forEach(listener => listener());
        },
        onKey: listener => keyListeners.add(listener),
        changed: outcome => listeners.forEach(listener => listener(outcome)),
        onChanged(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        feed: (ids, listener) => openFeed(client, { ids, onEvent: listener }),
        limit: async () => BigInt((await client.store.setting(LIMIT)) ?? '1000'),
        setLimit: value => client.store.setSetting(LIMIT, String(value)),
        /** Whether a payment of this amount stays within what the customer set for one visit; asks for nothing. */
        async isWithinLimit(amount) {
            return spent + BigInt(amount) <= await session.limit();
        },
        spend(amount) {
            spent += BigInt(amount);
        },
    };
    return session;
}
