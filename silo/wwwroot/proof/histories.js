// An asset's history against a certified read of the asset: entry by entry, and for gaps. Receipts prove; timers and entries without a receipt are merchants' word.

import { need } from './fault.js';
import { receiptOf, readHistoryPage, MAX_ENTRIES } from './historyPages.js';
import { provenSteps } from './provenSteps.js';
import { verifyReceipt } from './receipts.js';
import { READ_MS, ask, pause, reasonOf } from './transport.js';
import { markVerified } from './verified.js';

const MOST_WAITS = 10;

/**
 * Checks pages of one merchant, the newest first. `now`: a verified read of the asset; `armedNow`: its timers `{transition: dueMs}` where its state is known.
 * `add(page)` takes a parsed page, `next` is the version below which the next begins or null, `finish()` answers `{entries, gaps, faults, completeAbove, hasOlder, isFalse}`.
 * An entry is `{version, height, place, timeMs, proof, receipt, step, timer, wasArmed, merchants}` with proof `verified`, `timer` or `unattested`; a gap `{from, to, isPruned}`.
 */
export function historyCheck(assetId, now, group, armedNow = null) {
    const entries = [];
    const gaps = [];
    const faults = [];
    const top = now.register?.version ?? 0;
    let last = { height: Infinity, place: Infinity, receipt: null };
    let [below, complete, nextVersion] = [Infinity, 0, null];

    const fault = sentence => {
        faults.push(sentence);
        nextVersion = null;
    };
    const miss = (version, height) => {
        const to = (below === Infinity ? Math.max(top, version) + 1 : below) - 1;
        if (version < to) {
            gaps.push(Object.freeze({ from: version + 1, to, isPruned: complete > 0 && height <= complete }));
        }
        below = version;
    };
    const isInOrder = (entry, place, applied) => entry.version > 0 && entry.version < below && entry.height > 0 && entry.height <= applied
        && (entry.height < last.height || (entry.height === last.height && place <= last.place))
        && (entry.version <= top) === (entry.height <= now.height);

    const take = async (entry, place) => {
        const of = sentence => `version ${entry.version}: ${sentence}`;
        const own = receiptOf(entry);
        const isTold = last.height === entry.height && last.place === place;
        let receipt = entry.timer === undefined && own === null && isTold ? last.receipt : null;
        if (own !== null) {
            try {
                receipt = await verifyReceipt(own, group);
            } catch (error) {
                faults.push(of(`its receipt does not verify: ${error.message}`));
                last = { height: entry.height, place, receipt: null };
                return;
            }
        }
        last = { height: entry.height, place, receipt };
        const told = { version: entry.version, height: entry.height, place, timeMs: entry.timeMs, receipt: null, step: null, timer: entry.timer ?? null, wasArmed: false, merchants: 1 };
        if (receipt === null) {
            if (entry.timer !== undefined && (entry.version === 1 || entry.timer.dueMs > entry.timeMs)) {
                faults.push(of(entry.version === 1 ? 'a timer creates nothing' : 'a timer does not fire before it is due'));
                return;
            }
            entries.push({ ...told, proof: entry.timer === undefined ? 'unattested' : 'timer' });
            return;
        }
        const step = provenSteps(receipt, assetId).find(one => one.version === entry.version) ?? null;
        if (step === null || receipt.height !== entry.height || receipt.index !== place || receipt.timeMs !== entry.timeMs) {
            faults.push(of(step === null ? 'its receipt does not say that the request made it' : 'its receipt is of another place or time'));
            return;
        }
        entries.push({ ...told, proof: 'verified', receipt, step });
    };

    const timersAt = (index, version) => entries[index]?.version === version ? entries[index].step?.timers ?? null : null;
    const isArmed = (timers, timer) => timers.get(timer.transition) === timer.dueMs;
    const checkTimers = () => entries.forEach((entry, i) => {
        if (entry.timer === null || entry.timer.asset !== assetId) {
            return;
        }
        const before = timersAt(i + 1, entry.version - 1);
        const after = entry.version === top ? armedNow && new Map(Object.entries(armedNow)) : timersAt(i - 1, entry.version + 1);
        if (before !== null && !isArmed(before, entry.timer)) {
            faults.push(`version ${entry.version}: the receipt of version ${entry.version - 1} shows no timer '${entry.timer.transition}' armed for that time`);
        }
        if (after !== null && isArmed(after, entry.timer)) {
            faults.push(`version ${entry.version}: its timer '${entry.timer.transition}' is still armed after it`);
        }
        entry.wasArmed = before !== null && isArmed(before, entry.timer);
    });

    return {
        get count() {
            return entries.length;
        },
        get next() {
            return nextVersion;
        },
        async add(page) {
            const lastVersion = page.entries.at(-1)?.version;
            if (page.id !== assetId || page.appliedHeight < now.height || page.completeAbove > page.appliedHeight || (page.next !== undefined && page.next !== lastVersion)) {
                fault('the page answers another question than was asked');
                return;
            }
            complete = Math.max(complete, page.completeAbove);
            for (const entry of page.entries) {
                const place = entry.place ?? -1;
                if (!isInOrder(entry, place, page.appliedHeight)) {
                    fault(`version ${entry.version}: it does not stand where its version and height belong`);
                    return;
                }
                miss(entry.version, entry.height);
                await take(entry, place);
            }
            // Versions fall, but from a number that the merchant chose: who is found out is asked nothing more.
            nextVersion = faults.length === 0 ? page.next ?? null : null;
        },
        finish() {
            const hasOlder = nextVersion !== null;
            if (!hasOlder && faults.length === 0) {
                miss(0, 0);
            }
            checkTimers();
            const frozen = entries.map(entry => entry.proof === 'verified' ? markVerified(entry) : Object.freeze(entry));
            return { entries: frozen, gaps, faults, completeAbove: complete, hasOlder, isFalse: faults.length > 0 || gaps.some(gap => !gap.isPruned) };
        },
    };
}

/** Reads and checks up to `limit` entries of one merchant's history: the check's `finish()` with `merchant`, or `{reason}`. */
export async function readHistory(endpoint, assetId, now, { group, signal }, { limit = 100, armedNow = null } = {}) {
    need(now.kind === 'asset' && now.id === assetId, 'OtherSubject');
    const check = historyCheck(assetId, now, group, armedNow);
    for (let [asked, answered] = [0, 0]; answered === 0 || (check.count < limit && check.next !== null); asked++) {
        const below = check.next === null ? '' : `&below=${check.next}`;
        const path = `/v1/assets/${encodeURIComponent(assetId)}/history?atLeast=${now.height}&limit=${Math.min(limit, MAX_ENTRIES)}${below}`;
        const answer = await ask(endpoint, path, { ms: READ_MS, signal, maxBytes: 4 << 20 });
        const page = answer.body === undefined ? null : readHistoryPage(answer.body);
        if (page !== null) {
            await check.add(page);
            answered++;
        } else if (answer.problem?.status === 429 && answer.problem.retryAfterMs < READ_MS && asked - answered < MOST_WAITS) {
            await pause(answer.problem.retryAfterMs, signal);
        } else {
            return { reason: answer.body === undefined ? reasonOf(endpoint, answer) : `what ${endpoint.name} answers is no page of a history`, isLie: answer.body !== undefined, body: answer.body };
        }
    }
    return { ...check.finish(), merchant: endpoint };
}

/** `history` with what another merchant's history of the same asset adds: a receipt, or one more merchant that says the same. */
export function toldAlsoBy(history, other) {
    const told = new Map(other.entries.map(entry => [entry.version, entry]));
    const same = (a, b) => ['version', 'height', 'place', 'timeMs'].every(name => a[name] === b[name]) && JSON.stringify(a.timer) === JSON.stringify(b.timer);
    return {
        ...history,
        entries: history.entries.map(entry => {
            const also = told.get(entry.version);
            return entry.proof === 'verified' || also === undefined || !same(entry, also) ? entry
                : also.proof === 'verified' ? also : Object.freeze({ ...entry, merchants: entry.merchants + 1 });
        }),
    };
}
