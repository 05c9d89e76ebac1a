// The static cost of a request and its cap: the numbers of OperationCost and ModuleCost.

import { fromBase64Url } from './bytes.js';
import { isDelegated, leavesOf, partsOf } from './operations.js';

const MAX_PER_REQUEST = 4096;
const MAX_PER_DELEGATING = 1 << 16;
const SIGNATURE = 10;
const STEP = 80;
const HEAVY = 3800;
const PLAN = 2000;
const OPENING = 450;
const WIDE_OPENING = 1530;
const ENVELOPE = 12;
const ENVELOPE_BYTES_PER_UNIT = 6 * 1024;
const MAX_AGAIN = 1 << 30;

const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);
const itemsOf = one => one.legs?.length ?? one.ids?.length ?? one.items?.length ?? (one.type === 'ledger' ? one.limit : 1);
const openingOf = one => one.bits > 2048 ? WIDE_OPENING : OPENING;

/** `{cost, most}` of a parsed payload. */
export function costOf(payload) {
    const leaves = leavesOf(payload.op);
    const size = payload.envelope === undefined ? 0 : fromBase64Url(payload.envelope).length;
    const delegated = leaves.filter(isDelegated);
    const carried = delegated.length * Math.floor(size / ENVELOPE_BYTES_PER_UNIT);
    const most = MAX_PER_REQUEST + (size === 0 ? 0 : sum(delegated, moduleCost) + carried);
    return { cost: payload.by.length * SIGNATURE + sum(leaves, leafCost) + carried + again(payload.op, leaves), most: Math.min(MAX_PER_DELEGATING, most) };
}

// What several questions to the modules in one request may make the ledger run again.
function again(operation, leaves) {
    const questions = leaves.filter(one => moduleCost(one) > 0).length;
    return partsOf(operation).length === 0 || questions === 0 ? 0 : Math.min(MAX_AGAIN, Math.floor(questions * (sum(leaves, itemsOf) - 1) / 4));
}

function leafCost(one) {
    if (one.contract !== undefined && one.contract !== 'wallet') {
        return variableCost(one) + moduleCost(one);
    }
    switch (one.type) {
        case 'create': return 3;
        case 'transfer': case 'set': case 'sum': return 4;
        case 'atomic-transfer': return 4 * one.legs.length;
        case 'ledger': case 'get': return itemsOf(one);
        case 'asset.create': case 'asset.transition': return STEP + 2 + (one.calls ?? 0) * (STEP + 4);
        case 'asset.migrate': return STEP + 2;
        case 'machine.deploy': return HEAVY;
        case 'group.propose': return PLAN;
        case 'group.approve': return 5;
        case 'key.create': return 3 + HEAVY;
        case 'key.publish': return 3 + 8;
        default: return 1;
    }
}

function variableCost(one) {
    switch (one.type) {
        case 'compare': return 2;
        case 'get': return one.id !== undefined ? 1 : 2 * itemsOf(one);
        default: return 3;
    }
}

function moduleCost(one) {
    const isAdditive = one.contract === 'homo-add-int';
    const isOrdered = one.contract === 'homo-ope-int';
    if (one.type === 'key.create') {
        return HEAVY;
    }
    if (isDelegated(one)) {
        return ENVELOPE + (isOrdered ? 2 : openingOf(one) * itemsOf(one));
    }
    if (isAdditive && ['create', 'set', 'rekey', 'sum'].includes(one.type)) {
        return 10;
    }
    return isOrdered && (one.type === 'compare' || one.items !== undefined) ? 2 * itemsOf(one) : 0;
}
