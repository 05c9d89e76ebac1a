// How much a key may spend in this tab before the person is asked again. It guards against slips and against a script that signs behind one's back a little; a limit
// in the page is no protection from the merchant that serves the page.

import { ProofFault } from './fault.js';
import { leavesOf } from './operations.js';
import { readPayload } from './payload.js';

const KEY = name => `scew.limit.${name}`;

/** What a payload's signers may lose by it: transfers, and what machines may use of wallets. A BigInt, and `isOpen` where an operation moves what cannot be summed. */
export function spendingOf(payloadBytes) {
    const payload = readPayload(payloadBytes);
    const leaves = payload === null ? [] : leavesOf(payload.op);
    const amounts = leaves.flatMap(one => [
        ...(one.type === 'transfer' ? [one.amount] : []),
        ...(one.legs ?? []).map(leg => leg.amount),
        ...(one.allow ?? []).filter(item => item.wallet !== undefined).map(item => item.most),
    ]);
    const isOpen = leaves.some(one => (one.allow ?? []).some(item => item.asset !== undefined) || ['asset.migrate', 'machine.deploy', 'group.propose', 'group.approve', 'rekey'].includes(one.type));
    return { amount: amounts.reduce((sum, amount) => sum + BigInt(amount), 0n), isOpen };
}

/** `{limit, spent}` of a key in this tab, BigInt; both 0 before a limit is set. */
export function limitOf(name) {
    try {
        const [limit, spent] = (sessionStorage.getItem(KEY(name)) ?? '').split(' ').map(BigInt);
        return { limit: limit ?? 0n, spent: spent ?? 0n };
    } catch {
        return { limit: 0n, spent: 0n };
    }
}

/** Lets a key spend up to `amount` (BigInt) more in this tab. */
export function setLimit(name, amount) {
    sessionStorage.setItem(KEY(name), `${amount} 0`);
}

/** Counts a payload against the key's limit. Throws ProofFault `not-permitted` (fault Limit) where it goes over it: the person is to be asked first. */
export function charge(name, payloadBytes) {
    const { amount, isOpen } = spendingOf(payloadBytes);
    const { limit, spent } = limitOf(name);
    if (isOpen || spent + amount > limit) {
        throw new ProofFault('not-permitted', 'Limit', 'this goes beyond what you allowed this key in this tab');
    }
    sessionStorage.setItem(KEY(name), `${limit} ${spent + amount}`);
}
