// What a visit has: the group, the key in use, names for others, what changes while one looks.

import { open } from '../proof/client.js';
import { follow } from '../proof/feed.js';
import { listKeys } from '../proof/keys.js';
import { get, put } from '../proof/store.js';
import { openPetnames } from './petnames.js';

const KEY = 'key';

/** Opens a visit at the merchant of `baseUrl`. Throws what proof/client.js throws, with a sentence. */
export async function openSession(baseUrl) {
    const client = await open(baseUrl);
    const petnames = await openPetnames(client.group);
    const listeners = new Set();
    const keyListeners = new Set();
    const keys = await listKeys();
    const chosen = await setting(KEY);
    const session = {
        client,
        petnames,
        get group() {
            return client.group;
        },
        merchant: client.group.members.find(member => new URL(member.url).origin === new URL(baseUrl).origin)?.name ?? null,
        key: keys.find(key => key.name === chosen) ?? keys[0] ?? null,
        get prefix() {
            return session.key?.prefix ?? null;
        },
        get wallet() {
            return session.key === null ? null : `${session.prefix}:points`;
        },
        async use(key) {
            session.key = key;
            await put('settings', { name: KEY, value: key?.name ?? null });
            keyListeners.forEach(listener => listener());
        },
        onKey: listener => keyListeners.add(listener),
        changed: outcome => listeners.forEach(listener => listener(outcome)),
        onChanged(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        feed: (ids, listener, { since = '0.0', onState } = {}) => feed(client, ids, listener, { since, onState }),
    };
    // What an earlier visit signed goes on by itself.
    client.resume().then(outcomes => outcomes.forEach(session.changed), () => undefined);
    return session;
}

// Of the merchant whose page this is; what it tells is its word until a receipt was checked.
function feed(client, ids, listener, { since, onState }) {
    const stop = new AbortController();
    const named = new Set(ids);
    follow(client.endpoints[0], {
        since, ids, onState, signal: stop.signal,
        onEvent(event) {
            if (!stop.signal.aborted && (named.size === 0 || (Array.isArray(event.ids) && event.ids.some(id => named.has(id))))) {
                listener(event);
            }
        },
    });
    return () => stop.abort();
}

async function setting(name) {
    return (await get('settings', name))?.value ?? null;
}
