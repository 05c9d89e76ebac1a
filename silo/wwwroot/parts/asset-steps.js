// Which steps of an asset are open to this customer: alone, with the signatures of others, by time, or not now and why.

import { openFrom } from '../machines/open.js';
import { step } from '../machines/evaluate.js';

const MAX_NAMED = 6;
const MAX_MEMBERS = 8;

/** What the rules look at when `signers` act on the asset `id` now. */
export function contextFor(session, id, signers, height) {
    // The group's time is close to ours, and never before what is certified.
    return { signers, now: BigInt(Date.now()), height: BigInt(height + 1), asset: id, group: session.group.hash, members: session.group.members.map(one => one.account) };
}

/**
 * The steps of an asset `{id, machine, state, height}` (state of `stateOf`): `{mine, shared, timed, closed}`. Each entry is of `openTransitions`; those in `shared` have `others`, the accounts
 * whose signatures they need beside the customer's, and `choices`, for each of these the accounts that could sign in its place.
 */
export function stepsOf(session, asset) {
    const { machine, state } = asset;
    const own = session.key?.account;
    const at = signers => openFrom(machine, state, contextFor(session, asset.id, signers, asset.height));
    const seen = at(own === undefined ? [nobody] : [own]);
    const fits = seen.filter(one => one.from.includes(state.name));
    const timed = fits.filter(one => machine.transitions.find(({ name }) => name === one.name).due !== null);
    const mine = own === undefined ? [] : fits.filter(one => one.open !== false);
    const rest = fits.filter(one => one.open === false && !timed.includes(one));
    const shared = own === undefined || rest.length === 0 ? [] : withOthers(session, state, own, rest, at);
    const closed = seen.filter(one => ![...mine, ...timed].includes(one) && !shared.some(({ name }) => name === one.name) && one.from[0] !== machine.states[0]);
    return { mine, shared, timed, closed };
}

/**
 * Who else has to sign a step with these inputs, where it is refused without them: accounts, or null where nobody's signature opens it. `input` as requests carry it.
 */
export function othersFor(session, asset, name, input, signers) {
    const isTaken = more => step(asset.machine, asset.state, name, input, contextFor(session, asset.id, [...signers, ...more], asset.height)).refused === undefined;
    const inInput = Object.values(input).map(value => value.account).filter(account => account !== undefined);
    return setsOf([...new Set([...inInput, ...candidatesOf(session, asset.state)])].filter(account => !signers.includes(account))).find(isTaken) ?? null;
}

const nobody = 'A'.repeat(43);

function withOthers(session, state, own, closed, at) {
    const candidates = candidatesOf(session, state).filter(account => account !== own);
    const found = new Map();
    const opens = (signers, name) => at(signers).find(one => one.name === name).open !== false;
    for (const others of setsOf(candidates)) {
        const missing = closed.filter(one => !found.has(one.name));
        if (missing.length === 0) {
            break;
        }
        for (const one of at([own, ...others]).filter(({ name, open }) => open !== false && missing.some(known => known.name === name))) {
            // Whom a step does not need, it is not shown to as open.
            if (!opens(others, one.name)) {
                const choices = others.map((_, i) => candidates.filter(other => !others.includes(other) && opens([own, ...others.with(i, other)], one.name)));
                found.set(one.name, { ...one, others, choices });
            }
        }
    }
    return closed.map(one => found.get(one.name)).filter(one => one !== undefined);
}

/** Accounts that the asset names itself, then merchants. */
function candidatesOf(session, state) {
    const named = [state.owner, ...Object.values(state.values).filter(value => value.kind === 'account').map(value => value.value)];
    return [...new Set([...named.slice(0, MAX_NAMED), ...session.group.members.slice(0, MAX_MEMBERS).map(one => one.account)])];
}

/** Each one alone, then every two. */
function setsOf(accounts) {
    return [...accounts.map(one => [one]), ...accounts.flatMap((one, i) => accounts.slice(i + 1).map(other => [one, other]))];
}
