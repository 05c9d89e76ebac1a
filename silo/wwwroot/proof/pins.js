// The group that this origin showed first is the group, until a person decides otherwise: a changed hash is refused and shown.

import { fromBase64Url } from './bytes.js';
import { extend, followAll, pinChangedFault, readHandovers } from './eras.js';
import { ProofFault } from './fault.js';
import { openGenesis } from './genesis.js';
import { isDigest } from './shapes.js';
import { add, change, get, remove } from './store.js';
import { MAX_BODY_BYTES, ask, reasonOf, wordOf } from './transport.js';

const FOLLOW_MS = 3000;

/** The group that an endpoint shows, as genesis says: opened, every consent checked. Throws ProofFault: of the file, or `unavailable`. */
export async function shownBy(endpoint, ms = 5000) {
    return (await shownWithEpoch(endpoint, ms)).group;
}

// The epoch is the merchant's word.
async function shownWithEpoch(endpoint, ms) {
    const answer = await ask(endpoint, '/v1/group', { ms, maxBytes: 1 << 20 });
    if (answer.body === undefined) {
        throw new ProofFault('unavailable', 'Unavailable', reasonOf(endpoint, answer));
    }
    const word = wordOf(answer.body);
    const file = fromBase64Url(word?.genesisFile);
    if (file === null) {
        throw new ProofFault('malformed', 'Malformed', `${endpoint.name} shows no group`);
    }
    return { group: await openGenesis(file), epoch: Number.isSafeInteger(word.epoch) ? word.epoch : 0 };
}

/** The pinned group of an origin `{group, firstMs}`, or null before the first use. */
export async function pinned(origin) {
    const pin = await get('pins', origin);
    return pin === null ? null : { group: await followAll(pin.handovers ?? [], await openGenesis(pin.genesis)), handovers: pin.handovers ?? [], firstMs: pin.firstMs };
}

/**
 * Asks endpoints for a newer era than that of `group` (pinned with `handovers`), the first that proves one counts: `{group, handovers}`, pinned for good, or null. Throws the fault PinChanged
 * where one proves another end of a known epoch.
 */
export async function followPinned(origin, { group, handovers }, endpoints) {
    const from = Math.max(0, group.epoch - 1);
    const asked = endpoints.map(async endpoint => {
        const answer = await ask(endpoint, `/v1/group/handovers?from=${from}`, { ms: FOLLOW_MS, maxBytes: MAX_BODY_BYTES });
        const shown = answer.body === undefined ? null : readHandovers(answer.body);
        const longer = shown === null ? null : await extend(group, handovers, shown).catch(fault => ({ fault }));
        return longer?.fault === undefined && longer?.group.epoch === group.epoch ? null : longer;
    });
    const waiting = new Set(asked);
    while (waiting.size > 0) {
        const { one, longer } = await Promise.race([...waiting].map(one => one.then(longer => ({ one, longer }))));
        waiting.delete(one);
        if (longer?.fault !== undefined) {
            throw longer.fault;
        }
        if (longer !== null) {
            await pinHandovers(origin, longer.handovers);
            return longer;
        }
    }
    return null;
}

// Another tab may know more already; less never takes its place.
function pinHandovers(origin, handovers) {
    return change('pins', origin, row => handovers.length > (row.handovers?.length ?? 0) ? { ...row, handovers } : row);
}

/**
 * The group of an origin: the pinned one, or at first use the one that the endpoint shows, which is pinned by it. `expected` (a hash from elsewhere) makes the first use no
 * leap of faith. Answers `{group, handovers, isFirst, firstMs}`, the group in the newest era that is pinned. Throws ProofFault `wrong-group` (fault PinChanged, with `pinned` and `shown`) where the endpoint shows another group.
 */
export async function pinGroup(origin, endpoint, expected) {
    const known = await pinned(origin);
    let shown = null;
    try {
        shown = await shownWithEpoch(endpoint, 5000);
    } catch (fault) {
        if (known === null || fault.code !== 'unavailable') {
            throw fault;
        }
    }
    const hash = known?.group.hash ?? (isDigest(expected) ? expected : shown.group.hash);
    if (shown !== null && shown.group.hash !== hash) {
        throw pinChangedFault(hash, shown.group.hash);
    }
    // Members that were succeeded speak for nobody, whatever they sign by now.
    if (shown !== null && known !== null && shown.epoch < known.group.epoch) {
        throw pinChangedFault(`${hash}, era ${known.group.epoch}`, `${hash}, era ${shown.epoch}`);
    }
    if (known !== null) {
        return { ...known, isFirst: false };
    }
    const firstMs = Date.now();
    if (!await add('pins', { origin, hash, genesis: shown.group.bytes, firstMs })) {
        // Another tab was quicker: what it pinned counts.
        return pinGroup(origin, endpoint, expected);
    }
    return { group: shown.group, handovers: [], isFirst: true, firstMs };
}

/** Forgets the group of an origin. Only a person decides this, after seeing both hashes. */
export async function unpin(origin) {
    await remove('pins', origin);
}
