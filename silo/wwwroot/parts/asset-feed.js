// Tells when an asset changed: by a request about it, by a step of another asset, or by time.

import { follow } from '../proof/feed.js';

const GATHER_MS = 150;

/** Calls `listener()` soon after the asset `id` changed, once for several changes. Only a hint from the merchant of this page: what is shown is read and checked anew. Answers what ends it. */
export function assetFeed(session, id, listener) {
    const stop = new AbortController();
    let timer = null;
    const isAbout = event => (Array.isArray(event.ids) && event.ids.includes(id)) || (Array.isArray(event.changed) && event.changed.some(one => one?.id === id));
    follow(session.client.endpoints[0], {
        ids: [id],
        signal: stop.signal,
        onEvent(event) {
            if (timer === null && isAbout(event)) {
                timer = setTimeout(() => {
                    timer = null;
                    listener();
                }, GATHER_MS);
            }
        },
    });
    return () => {
        stop.abort();
        clearTimeout(timer);
    };
}

const MOST_AT_ONCE = 40;

/** Calls `listener(ids)` soon after assets changed or came to be: their ids, or null where they are too many. As above only a hint. */
export function assetsFeed(session, listener) {
    const stop = new AbortController();
    let ids = new Set();
    let timer = null;
    follow(session.client.endpoints[0], {
        signal: stop.signal,
        onEvent(event) {
            for (const one of Array.isArray(event.changed) ? event.changed.slice(0, MOST_AT_ONCE + 1) : []) {
                ids.add(one?.id);
            }
            if (timer === null && ids.size > 0) {
                timer = setTimeout(() => {
                    const gathered = [...ids];
                    [ids, timer] = [new Set(), null];
                    listener(gathered.length > MOST_AT_ONCE ? null : gathered);
                }, GATHER_MS);
            }
        },
    });
    return () => {
        stop.abort();
        clearTimeout(timer);
    };
}
