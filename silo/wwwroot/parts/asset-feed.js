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
