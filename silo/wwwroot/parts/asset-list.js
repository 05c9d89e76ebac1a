// Assets of known rules, from the merchants' complete list, every one with its proof checked here.

import { stateOf } from '../machines/evaluate.js';
import { completeList } from '../proof/lists.js';
import { rulesOf } from './asset-rules.js';

/**
 * The assets whose rules `wanted(name)` says yes to, of ids that begin with `prefix`: `{id, read, machine, state, height}`, at most `most`. One that this page cannot read is left out;
 * answers `{found, hasMore}`. `onSome(found)` is told what there is after every page; `signal` ends it.
 */
export async function assetsOf(session, wanted, { prefix = '', most = 200, onSome = () => undefined, signal } = {}) {
    const found = [];
    const { group, endpoints } = session.client;
    for await (const page of completeList('asset', prefix, { group, endpoints, signal })) {
        for (const read of page.filter(one => wanted(one.register.contract))) {
            if (found.length === most) {
                return { found, hasMore: true };
            }
            const one = await opened(session, read);
            if (one !== null) {
                found.push(one);
            }
        }
        onSome(found);
    }
    return { found, hasMore: false };
}

/** An asset of a verified read with its rules, or null where this page cannot read it. */
export async function opened(session, read) {
    try {
        const machine = await rulesOf(session, read.register.contract);
        return { id: read.id, read, machine, state: stateOf(machine, read.register), height: read.height };
    } catch {
        return null;
    }
}
