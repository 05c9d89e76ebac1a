// A step on a copy: what it would lead to, in other assets too, or why it would be refused. Nothing is sent; the group alone decides.

import { assetAccount, digestBytes } from '../machines/language/actors.js';
import { stateOf, step } from '../machines/evaluate.js';
import { rulesOf } from './asset-rules.js';
import { contextFor } from './asset-steps.js';

const MAX_CALLS = 8;
const MAX_DEPTH = 4;

/**
 * Tries a step of `{id, machine, state, height}`: `{state, asked, allow, calls}` or `{refused, asked}`. `asked` lists what other assets and wallets are asked: `{id, what, refused?}` and
 * `{from, to, amount, refused?}`; `allow` and `calls` are what the request has to say for that; `refused` is `{message, because, id?}` with the id of another asset that refuses.
 */
export async function tryStep(session, asset, name, input, signers) {
    const context = contextFor(session, asset.id, signers, asset.height);
    const first = step(asset.machine, asset.state, name, input, context);
    if (first.refused !== undefined) {
        return { refused: first.refused, asked: [] };
    }
    const found = { session, signers, context, asked: [], allow: new Map(), states: new Map(), left: MAX_CALLS };
    const refused = await follow(found, [{ id: asset.id, machine: asset.machine.name }], first.calls);
    const isCalling = asset.machine.transitions.find(one => one.name === name).calls.length > 0;
    return refused === null
        ? { state: first.state, asked: found.asked, allow: [...found.allow.values()], calls: isCalling ? MAX_CALLS : 0 }
        : { refused, asked: found.asked };
}

async function follow(found, path, calls) {
    for (const call of calls) {
        found.left -= 1;
        const refused = found.left < 0 ? { message: 'The step asks more other assets than a request may.', because: [] } : call.asset === undefined ? await pay(found, path, call) : await ask(found, path, call);
        if (refused !== null) {
            return refused;
        }
    }
    return null;
}

async function ask(found, path, call) {
    const { session } = found;
    const known = await stateNow(found, call.asset);
    const tell = refused => {
        found.asked.push({ id: call.asset, transition: call.transition, machine: known?.machine ?? null, refused: refused?.message ?? null });
        return refused === null ? null : { because: [], ...refused, id: call.asset };
    };
    if (known === null) {
        return tell({ message: 'there is no such asset' });
    }
    if (path.some(one => one.id === call.asset) || path.length >= MAX_DEPTH) {
        return tell({ message: 'it is asked while it asks others itself' });
    }
    const { machine, state } = known;
    const caller = assetAccount(digestBytes(session.group.hash), path.at(-1).id);
    const context = signers => ({ ...found.context, signers, asset: call.asset, callerMachine: path.at(-1).machine });
    // The customer's rights go along only where they are needed: to whatever is taken, and to what asks who signed.
    const without = step(machine, state, call.transition, call.input, context([caller]));
    const isAlone = without.refused === undefined;
    const taken = isAlone ? without : step(machine, state, call.transition, call.input, context([caller, ...found.signers]));
    if (taken.refused !== undefined) {
        return tell(taken.refused);
    }
    if (!isAlone) {
        const most = BigInt(found.allow.get(`asset ${call.asset}`)?.most ?? 0) + taken.takes;
        found.allow.set(`asset ${call.asset}`, { asset: call.asset, most: most.toString() });
    }
    known.state = taken.state;
    tell(null);
    return follow(found, [...path, { id: call.asset, machine: machine.name }], taken.calls);
}

/** What another asset's state would be by then, for it may be asked twice. */
async function stateNow(found, id) {
    if (!found.states.has(id)) {
        const read = await found.session.client.read('asset', id, { fresh: true });
        const machine = read.present ? await rulesOf(found.session, read.register.contract) : null;
        found.states.set(id, machine === null ? null : { machine, state: stateOf(machine, read.register) });
    }
    return found.states.get(id);
}

async function pay(found, path, { from, to, amount }) {
    const read = await found.session.client.read('wallet', from, { fresh: true });
    const isPurse = read.present && read.register.owner === assetAccount(digestBytes(found.session.group.hash), path.at(-1).id);
    const message = !read.present ? 'there is no such wallet' : !isPurse && !found.signers.includes(read.register.owner) ? 'its owner does not sign'
        : read.value.balance < amount ? 'the wallet holds less' : null;
    found.asked.push({ from, to, amount, refused: message });
    if (message !== null) {
        return { message, because: [], id: from };
    }
    if (!isPurse) {
        const most = BigInt(found.allow.get(`wallet ${from}`)?.most ?? 0) + amount;
        found.allow.set(`wallet ${from}`, { most: most.toString(), wallet: from });
    }
    return null;
}
