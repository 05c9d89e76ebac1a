// Requests that this browser sent and whose outcome is not sure yet. A request is on disk before its first byte leaves, and leaves the disk only with its outcome.

import { ProofFault } from './fault.js';
import { verifyNever } from './never.js';
import { verifyReceipt } from './receipts.js';
import { parseRequest } from './requests.js';
import { all, get, put, remove, transact } from './store.js';
import { endUnknown, findReceipt, sendUntilSure } from './submission.js';

const HEIGHT = 'ownHeight';

/**
 * The outbox of a group. `settled(receipt, lies)` is told of every receipt. Outcomes are frozen `{id, state, ...}`: `settled` with the verified `receipt` (whose `code` may be
 * a refusal by the ledger), `refused` with `code` and `reason`, `never` with the verified statement `never`, `unknown` with `validUntil` and `reason`: safe to try again.
 */
export function createOutbox(context, settled) {
    const { group: { hash } } = context;
    const busy = new Map();

    const keepReceipt = async receipt => {
        const id = receipt.request.id;
        const name = `${HEIGHT}.${hash}`;
        await transact(['receipts', 'outbox', 'settings'], ({ receipts, outbox, settings }) => {
            receipts.put({ id, group: hash, bytes: receipt.bytes, savedMs: Date.now() });
            outbox.delete(id);
            // Two receipts at once, of two tabs perhaps: the higher one counts.
            const own = settings.get(name);
            own.onsuccess = () => settings.put({ name, value: Math.max(receipt.height, own.result?.value ?? 0) });
        });
        return Object.freeze({ id, state: 'settled', receipt });
    };

    const ownHeight = async () => (await get('settings', `${HEIGHT}.${hash}`))?.value ?? 0;

    // A receipt that is kept is checked again whenever it is shown.
    const known = async id => {
        const row = await get('receipts', id);
        if (row === null || row.group !== hash) {
            return null;
        }
        return row.bytes !== undefined
            ? Object.freeze({ id, state: 'settled', receipt: await verifyReceipt(row.bytes, context.group) })
            : Object.freeze({ id, state: 'never', never: await never(row.never, id) });
    };

    // Statements of f+1 merchants of one era; which one, they do not say.
    const never = async (statements, id) => {
        for (const era of context.group.earlier) {
            const held = await verifyNever(statements, era, id).catch(() => null);
            if (held !== null) {
                return held;
            }
        }
        return verifyNever(statements, context.group, id);
    };

    const run = async (request, options) => {
        const outcome = await sendUntilSure(request, { ...context, ...options });
        if (outcome.state === 'settled') {
            // What is executed stays so where the browser cannot keep the receipt: the request stays in the outbox, and gives it again.
            const kept = await keepReceipt(outcome.receipt).catch(fault => Object.freeze({ id: request.id, state: 'settled', receipt: outcome.receipt, warning: fault.message }));
            await settled(outcome.receipt, outcome.lies).catch(() => undefined);
            return kept;
        }
        if (outcome.state === 'refused') {
            await remove('outbox', request.id);
        }
        // Whatever the clock here says: an honest merchant took it for too late, so statements may end it.
        return outcome.isExpired ? finish(request.id, options) : Object.freeze({ id: request.id, state: outcome.state, code: outcome.code, validUntil: outcome.validUntil, reason: outcome.reason });
    };

    /** One at a time for each request, however often it is asked for. */
    const once = (id, work) => {
        if (!busy.has(id)) {
            busy.set(id, work().finally(() => busy.delete(id)));
        }
        return busy.get(id);
    };

    const submit = async (wire, options = {}) => {
        const request = await parseRequest(wire, hash);
        const done = await known(request.id);
        if (done !== null) {
            return done;
        }
        await put('outbox', { id: request.id, wire: request.wire, group: hash, validUntil: request.validUntil, savedMs: Date.now() });
        return once(request.id, () => run(request, options));
    };

    const pending = async () => (await all('outbox')).filter(row => row.group === hash).sort((a, b) => a.savedMs - b.savedMs);

    const rowOf = async id => {
        const row = await get('outbox', id);
        if (row === null || row.group !== hash) {
            throw new ProofFault('not-found', 'NotFound', 'this browser does not wait for such a request');
        }
        return row;
    };

    const finish = async (id, options = {}) => {
        const request = await parseRequest((await rowOf(id)).wire, hash);
        const end = await endUnknown(request, { ...context, ...options });
        if (end.receipt !== undefined) {
            return keepReceipt(end.receipt);
        }
        if (end.never === undefined) {
            return Object.freeze({ id, state: 'unknown', validUntil: request.validUntil, reason: end.reason });
        }
        await transact(['receipts', 'outbox'], ({ receipts, outbox }) => {
            receipts.put({ id, group: hash, never: end.statements, savedMs: Date.now() });
            outbox.delete(id);
        });
        return Object.freeze({ id, state: 'never', never: end.never });
    };

    const again = async (row, options) => {
        if (row.validUntil > Date.now()) {
            return once(row.id, async () => run(await parseRequest(row.wire, hash), options));
        }
        return once(row.id, async () => {
            const receipt = await findReceipt(row.id, { ...context, ...options });
            return receipt === null ? finish(row.id, options) : keepReceipt(receipt);
        });
    };

    return Object.freeze({
        /** Keeps signed bytes and sends them until their outcome is sure; the same bytes again give the same outcome. Options: `signal`, `deadlineMs`. Throws ProofFault for bytes that no merchant takes. */
        submit,
        /** What is not sure yet: `[{id, wire, validUntil, savedMs}]`, the oldest first. */
        pending,
        /** Sends everything that is pending again, as after a reload, or ends what can no longer be executed: the outcomes, as far as there are any. */
        resume: async (options = {}) => (await Promise.allSettled((await pending()).map(row => again(row, options)))).filter(one => one.status === 'fulfilled').map(one => one.value),
        /** Ends an unknown outcome once the request's validity is over: the outcome. */
        endUnknown: (id, options) => once(id, () => finish(id, options)),
        /** The verified receipt that is kept of a request, or null. */
        receipt: async id => (await known(id))?.receipt ?? null,
        /** Ids and times of all kept outcomes, the newest first: `[{id, savedMs, isNever}]`. */
        receipts: async () => (await all('receipts')).filter(row => row.group === hash).sort((a, b) => b.savedMs - a.savedMs)
            .map(row => ({ id: row.id, savedMs: row.savedMs, isNever: row.bytes === undefined })),
        ownHeight,
    });
}
