// Complete lists: f+1 different merchants each prove registers at or above a head read first, so what was final when the list began is in one honest list at least.

import { ProofFault } from './fault.js';
import { freshHeight, pageFrom, readFrom, shuffled } from './reads.js';
import { pause } from './transport.js';

const MAX_AT_ONCE = 8;
const STALL_MS = 3000;
const ATTEMPTS = 4;
const MAX_PAUSE_MS = 1000;

/**
 * All registers of `kind` (`variable`, `asset`, `wallet`, `machine`) whose ids begin with `prefix`, page by page in the order of their ids, each a verified read. Nothing that was final when it
 * began is missing unless more than f merchants lie. Throws ProofFault `unavailable` where fewer than f+1 show theirs.
 */
export async function* completeList(kind, prefix, context) {
    const head = await freshHeight(context);
    const lists = shuffled(context.endpoints).map(endpoint => ({ endpoint, standing: 1, isAbreast: head === 0, head }));
    for (let after = ''; after !== null;) {
        const found = await gather(lists.sort((a, b) => a.standing - b.standing), { kind, prefix, after }, context);
        // A full page says nothing of what follows its last id.
        const ends = found.map(answer => answer.next).filter(next => next !== null).sort();
        const end = ends[0] ?? null;
        yield union(found.map(answer => answer.page), end);
        after = end;
    }
}

function union(found, end) {
    const newest = new Map();
    for (const read of found.flat().filter(one => end === null || one.id <= end)) {
        if (!newest.has(read.id) || newest.get(read.id).height < read.height) {
            newest.set(read.id, read);
        }
    }
    return [...newest.keys()].sort().map(id => newest.get(id));
}

// As many merchants as needed at a time, one more for each that fails or stalls.
async function gather(lists, question, context) {
    const needed = context.group.maxFaulty + 1;
    const stop = new AbortController();
    const over = { ...context, signal: context.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, context.signal]) };
    const found = [];
    const running = new Map();
    let [asked, slow, reason] = [0, 0, 'no merchant answers'];
    try {
        while (found.length < needed) {
            while (asked < lists.length && running.size < Math.min(needed - found.length + slow, MAX_AT_ONCE)) {
                const list = lists[asked++];
                running.set(list, pageOf(list, question, over).then(answer => ({ list, answer })));
            }
            if (running.size === 0) {
                throw new ProofFault('unavailable', 'Unavailable', `${found.length} of ${lists.length} merchants showed their list, and ${needed} must; the last that did not: ${reason}`);
            }
            const waiting = new AbortController();
            const finished = await Promise.race([...running.values(), pause(STALL_MS, waiting.signal).then(() => null)]);
            waiting.abort();
            if (finished === null) {
                slow++;
                continue;
            }
            running.delete(finished.list);
            finished.list.standing = finished.answer.page === undefined ? 2 : 0;
            if (finished.answer.page !== undefined) {
                found.push(finished.answer);
            } else {
                reason = finished.answer.reason;
                context.onLie?.(finished.list.endpoint, finished.answer);
            }
        }
        for (const late of running.keys()) {
            late.standing = 2;
        }
        return found;
    } finally {
        stop.abort();
    }
}

async function pageOf(list, question, context) {
    for (let attempt = 1; ; attempt++) {
        const answer = await once(list, question, context);
        if (answer.page !== undefined || answer.retryAfterMs === undefined || attempt === ATTEMPTS || context.signal.aborted) {
            return answer;
        }
        await pause(Math.min(answer.retryAfterMs, MAX_PAUSE_MS), context.signal);
    }
}

async function once(list, question, context) {
    if (!list.isAbreast) {
        // Any register will do, there or not.
        const shown = await readFrom(list.endpoint, { kind: question.kind, id: question.kind === 'machine' ? 'A'.repeat(43) : '0', atLeast: list.head }, context);
        if (shown.read === undefined) {
            return shown;
        }
        list.isAbreast = true;
    }
    return pageFrom(list.endpoint, { ...question, atLeast: list.head }, context);
}
