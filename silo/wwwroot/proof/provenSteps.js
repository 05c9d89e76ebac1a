// What a receipt says of an asset: which versions its request made, by which step, and the timers that were armed after it.

import { isObject } from './shapes.js';

/**
 * The steps of an asset that a verified receipt proves: `[{version, step, calledBy, timers}]`; `step` a transition's name or the operation's type, `calledBy` the id of the
 * asset that called or null, `timers` a Map from transition to time in Unix ms, or null where the receipt does not say.
 */
export function provenSteps(receipt, assetId) {
    return receipt.code === 'ok' ? read(receipt.request.op, receipt.result, assetId) : [];
}

function read(operation, result, assetId) {
    switch (operation.type) {
        case 'transaction': {
            const parts = isObject(result) && Array.isArray(result.results) ? result.results : [];
            return parts.length === operation.operations.length ? operation.operations.flatMap((part, i) => read(part, parts[i], assetId)) : [];
        }
        case 'asset.create':
        case 'asset.transition':
            return [...own(operation, operation.transition ?? operation.type, result, assetId), ...called(operation.id, result, assetId)];
        case 'asset.migrate':
            return own(operation, operation.type, result, assetId);
        default:
            return [];
    }
}

function own(operation, step, result, assetId) {
    return operation.id === assetId && isObject(result) && result.id === assetId && Number.isSafeInteger(result.version)
        ? [{ version: result.version, step, calledBy: null, timers: timersOf(result) }] : [];
}

function called(caller, result, assetId) {
    const calls = isObject(result) && Array.isArray(result.calls) ? result.calls : [];
    return calls.filter(call => isObject(call) && call.id === assetId && Number.isSafeInteger(call.version) && typeof call.transition === 'string')
        .map(call => ({ version: call.version, step: call.transition, calledBy: caller, timers: null }));
}

function timersOf(result) {
    const timers = isObject(result.timers) ? Object.entries(result.timers) : [];
    return new Map(timers.filter(([, dueMs]) => Number.isSafeInteger(dueMs)));
}
