// One asset with its rules, from a fresh answer that was checked here.

import { stateOf } from '../machines/evaluate.js';
import { rulesOf } from './asset-rules.js';

/** `{id, read, machine, state, height}` of an asset, or `{read}` where there is none. Throws with a sentence. */
export async function find(session, id) {
    const read = await session.client.read('asset', id, { fresh: true });
    if (!read.present) {
        return { read };
    }
    const machine = await rulesOf(session, read.register.contract);
    return { id, read, machine, state: stateOf(machine, read.register), height: read.height };
}
