// The group that this origin showed first is the group, until a person decides otherwise: a changed hash is refused and shown.

import { isDigest } from './shapes.js';
import { fromBase64Url } from './bytes.js';
import { ProofFault } from './fault.js';
import { openGenesis } from './genesis.js';
import { add, get, remove } from './store.js';
import { ask, reasonOf, wordOf } from './transport.js';

/** The group that an endpoint shows: opened, every consent checked. Throws ProofFault: of the file, or `unavailable`. */
export async function shownBy(endpoint, ms = 5000) {
    const answer = await ask(endpoint, '/v1/group', { ms, maxBytes: 1 << 20 });
    if (answer.body === undefined) {
        throw new ProofFault('unavailable', 'Unavailable', reasonOf(endpoint, answer));
    }
    const file = fromBase64Url(wordOf(answer.body)?.genesisFile);
    if (file === null) {
        throw new ProofFault('malformed', 'Malformed', `${endpoint.name} shows no group`);
    }
    return openGenesis(file);
}

/** The pinned group of an origin `{group, firstMs}`, or null before the first use. */
export async function pinned(origin) {
    const pin = await get('pins', origin);
    return pin === null ? null : { group: await openGenesis(pin.genesis), firstMs: pin.firstMs };
}

/**
 * The group of an origin: the pinned one, or at first use the one that the endpoint shows, which is pinned by it. `expected` (a hash from elsewhere) makes the first use no
 * leap of faith. Answers `{group, isFirst, firstMs}`. Throws ProofFault `wrong-group` (fault PinChanged, with `pinned` and `shown`) where the endpoint shows another group.
 */
export async function pinGroup(origin, endpoint, expected) {
    const known = await pinned(origin);
    let shown = null;
    try {
        shown = await shownBy(endpoint);
    } catch (fault) {
        if (known === null || fault.code !== 'unavailable') {
            throw fault;
        }
    }
    const hash = known?.group.hash ?? (isDigest(expected) ? expected : shown.hash);
    if (shown !== null && shown.hash !== hash) {
        throw Object.assign(new ProofFault('wrong-group', 'PinChanged', 'this address shows another group than the one that you know it by'), { pinned: hash, shown: shown.hash });
    }
    if (known !== null) {
        return { ...known, isFirst: false };
    }
    const firstMs = Date.now();
    if (!await add('pins', { origin, hash, genesis: shown.bytes, firstMs })) {
        // Another tab was quicker: what it pinned counts.
        return pinGroup(origin, endpoint, expected);
    }
    return { group: shown, isFirst: true, firstMs };
}

/** Forgets the group of an origin. Only a person decides this, after seeing both hashes. */
export async function unpin(origin) {
    await remove('pins', origin);
}
