// Accounts in programmes of points, as the rules note them down: what can be spent, what is pending, what ends when, what is set aside.

import { assetsOf } from './asset-list.js';
import { RULES } from './asset-rules.js';
import { find } from './asset-find.js';

/** Accounts of points that this customer owns: `{id, read, machine, state, height}`. */
export async function ownAccounts(session) {
    const { found } = await assetsOf(session, name => name === RULES.points, { prefix: `${session.prefix}:` });
    return found.filter(one => one.state.owner === session.key.account && one.state.name === 'Open');
}

/** Programmes whose accounts follow the rules that ship. */
export async function programmes(session) {
    const { found } = await assetsOf(session, name => name === RULES.programme);
    return found.filter(isHonoured);
}

/** The programme of an account, or null where there is none that counts its points. */
export async function programmeOf(session, account) {
    const one = await find(session, account.state.values.programme.value);
    return one.machine?.name === RULES.programme && isHonoured(one) ? one : null;
}

const isHonoured = one => one.state.name === 'Running' && one.state.values.accounts.value === RULES.points;

/**
 * What an account holds at `nowMs`: `{spendable, pending, lots, holds}`, amounts BigInt and times numbers. `lots` that are not empty, what ends first first; `holds` with their amount.
 */
export function holdings({ state: { values } }, nowMs = Date.now()) {
    const lots = records(values.lots).filter(lot => lot.left > 0n && lot.expires > nowMs);
    const pending = records(values.pending);
    const held = records(values.held);
    const sum = (items, member) => items.reduce((total, item) => total + item[member], 0n);
    return {
        spendable: sum(lots, 'left'),
        lots,
        pending,
        pendingSum: sum(pending, 'amount'),
        holds: records(values.holds).map(hold => ({ ...hold, amount: sum(held.filter(part => part.hold === hold.id), 'amount') })),
        isFrozen: values.frozen.value,
    };
}

/** Merchants of a programme: their accounts. */
export function merchantsOf(programme) {
    return records(programme.state.values.merchants).map(one => one.id);
}

function records(list) {
    return list.items.map(item => Object.fromEntries(item.fields.map(([name, value]) => [name, value.kind === 'time' ? Number(value.value) : value.value])));
}
