// Getting a signed request executed exactly once: kept before it is sent, sent to several merchants, and never taken for done or refused on one merchant's word.

import { verifyReceipt } from './receipts.js';
import { ProofFault, proofFault } from './fault.js';
import { readNever, verifyNever } from './never.js';
import { SUBMIT_MS, ask, pause, reasonOf } from './transport.js';

const DEADLINE_MS = 45_000;
const STALL_MS = 3000;
const PAUSE_MS = 100;
const RECEIPT_MS = 5000;
// More than any receipt or refusal: what a merchant adds to it is not even held.
const MAX_ANSWER_BYTES = 1 << 20;
const REFUSALS = new Set(['malformed', 'bad-signature', 'wrong-group', 'bad-id', 'too-large', 'too-costly']);

/**
 * Sends a parsed request until its outcome is sure or the time is over. Answers `{state: 'settled', receipt}`, `{state: 'refused', code, reason}` (f+1 merchants refuse it
 * for good), or `{state: 'unknown', validUntil, reason, isExpired}` (`isExpired`: f+1 merchants say that its time is over); each with `lies: [{endpoint, reason, answer}]`. `context`: `{group, endpoints, follow, signal,
 * deadlineMs}`; `follow()` answers the `{group, endpoints}` of a newer era, or null.
 */
export async function sendUntilSure(request, { group, endpoints, follow, signal, deadlineMs = DEADLINE_MS }) {
    const stop = new AbortController();
    const over = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
    const lies = new Map();
    const refused = new Set();
    const expired = new Set();
    const running = new Set();
    const end = performance.now() + deadlineMs;
    let [turn, reason] = [0, 'no merchant answered in time'];
    const patience = () => Math.min(turn < endpoints.length ? STALL_MS : Infinity, end - performance.now());
    try {
        while (performance.now() < end && expired.size <= group.maxFaulty && !over.aborted) {
            // A whole round without a receipt: perhaps others order by now, whose word counts alone.
            const newer = turn > 0 && turn % endpoints.length === 0 ? await follow?.() ?? null : null;
            if (newer !== null) {
                ({ group, endpoints } = newer);
                turn = 0;
                refused.clear();
                expired.clear();
            }
            const endpoint = endpoints[turn++ % endpoints.length];
            const attempt = { done: null };
            attempt.done = ask(endpoint, '/v1/requests', { wire: request.wire, ms: SUBMIT_MS, signal: over, maxBytes: MAX_ANSWER_BYTES }).then(answer => ({ attempt, endpoint, answer }));
            running.add(attempt);
            for (let finished; running.size > 0 && (finished = await next(running, patience(), over)) !== null;) {
                running.delete(finished.attempt);
                const { endpoint: from, answer } = finished;
                if (answer.body !== undefined) {
                    let checked = await receiptFor(request, answer.body, group);
                    const newer = checked.isOtherEra ? await follow?.() ?? null : null;
                    if (newer !== null) {
                        ({ group, endpoints } = newer);
                        checked = await receiptFor(request, answer.body, group);
                    }
                    if (checked.receipt !== null) {
                        return { state: 'settled', receipt: checked.receipt, lies: [...lies.values()] };
                    }
                    // One lie of each is enough: whoever lies fast may do it hundreds of times.
                    if (!checked.isOtherEra) {
                        lies.set(from.index, { endpoint: from, reason: checked.reason, answer: answer.body });
                    }
                    reason = `${from.name}'s receipt does not verify: ${checked.reason}`;
                } else {
                    reason = reasonOf(from, answer);
                }
                if (!endpoints.includes(from)) {
                    continue;
                }
                if (isFinal(answer.problem) && refused.add(from.index).size > group.maxFaulty) {
                    return { state: 'refused', code: answer.problem.code, reason: answer.problem.detail, lies: [...lies.values()] };
                }
                if (answer.problem?.code === 'expired') {
                    expired.add(from.index);
                }
                await pause(Math.min(STALL_MS, answer.problem?.retryAfterMs || (turn % endpoints.length === 0 ? PAUSE_MS : 0)), over);
            }
        }
    } finally {
        stop.abort();
    }
    // Too late to be taken now says nothing of an earlier send: that one may have its receipt already.
    const receipt = expired.size > 0 ? await findReceipt(request.id, { group, endpoints, signal }) : null;
    return { ...receipt !== null ? { state: 'settled', receipt } : { state: 'unknown', validUntil: request.validUntil, reason, isExpired: expired.size > group.maxFaulty }, lies: [...lies.values()] };
}

/** The verified receipt of a request (by its id) that one of the merchants has, or null. */
export async function findReceipt(id, { group, endpoints, signal }) {
    for (const endpoint of endpoints) {
        const answer = await ask(endpoint, `/v1/receipts/${id}`, { ms: RECEIPT_MS, signal, maxBytes: MAX_ANSWER_BYTES });
        if (answer.body !== undefined) {
            const { receipt } = await receiptFor({ id }, answer.body, group);
            if (receipt !== null) {
                return receipt;
            }
        }
    }
    return null;
}

/**
 * Ends an unknown outcome after the request's validity: `{never, statements}` where f+1 merchants sign that it was never executed, `{receipt}` where one has its receipt,
 * else `{reason}`.
 */
export async function endUnknown(request, { group, endpoints, signal }) {
    const stop = new AbortController();
    const over = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
    const statements = [];
    let reason = 'too few merchants answer';
    const asked = endpoints.map(async endpoint => {
        const answer = await ask(endpoint, '/v1/never-executed', { wire: request.wire, ms: SUBMIT_MS, signal: over, maxBytes: 65536 });
        if (answer.body === undefined) {
            reason = `too few merchants sign that it was never executed; ${reasonOf(endpoint, answer)}`;
        } else if (readNever(answer.body) !== null) {
            statements.push(answer.body);
            return verifyNever(statements, group, request.id);
        }
        throw proofFault('NoQuorum');
    });
    try {
        return { never: await Promise.any(asked), statements: [...statements] };
    } catch {
        const receipt = await findReceipt(request.id, { group, endpoints, signal });
        return receipt === null ? { reason } : { receipt };
    } finally {
        stop.abort();
    }
}

/** Checks a receipt against the request that was sent: `{receipt}` verified, or null and the `reason`. */
async function receiptFor(request, bytes, group) {
    try {
        const receipt = await verifyReceipt(bytes, group);
        return receipt.request.id === request.id ? { receipt, reason: '' } : { receipt: null, reason: proofFault('OtherSubject').message };
    } catch (fault) {
        return { receipt: null, isOtherEra: fault.fault === 'Epoch', reason: fault instanceof ProofFault ? fault.message : 'it cannot be checked' };
    }
}

function isFinal(problem) {
    return problem !== undefined && problem.status >= 400 && problem.status < 500 && REFUSALS.has(problem.code);
}

// The next attempt that ended, or null when it is time to ask one more merchant.
async function next(running, ms, signal) {
    if (ms <= 0) {
        return null;
    }
    const waiting = new AbortController();
    const first = await Promise.race([...[...running].map(attempt => attempt.done), pause(ms, AbortSignal.any([signal, waiting.signal])).then(() => null)]);
    waiting.abort();
    return first;
}
