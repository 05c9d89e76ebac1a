// The entries of a live record: kept in their order, told apart by their place, filtered; pausing only stops what is shown, never what is kept.

import { isDigest } from '../proof/bytes.js';
import { positionOf } from '../proof/feed.js';

/** The most entries that are kept; the oldest go first, and that is told. */
export const MAX_ENTRIES = 20_000;

const MAX_IDS = 512;
const MAX_WORD = 128;

const KINDS = new Map(Object.entries({
    'transfer': 'Payment', 'atomic-transfer': 'Several payments', 'create': 'Opened', 'sum': 'Points booked', 'set': 'Set', 'balance': 'Balance asked', 'ledger': 'List asked', 'get': 'Asked',
    'compare': 'Compared', 'conditional-update': 'Changed on a condition', 'transaction': 'Several at once', 'asset.create': 'Something new', 'asset.transition': 'Step', 'asset.migrate': 'Moved to other rules',
    'machine.deploy': 'New rules', 'group.propose': 'Other merchants proposed', 'group.approve': 'Other merchants approved', 'rekey': 'New key for a number', 'key.create': 'Key for numbers', 'key.publish': 'Key to write to', 'timer': 'Done by time',
}));

/** What people call a kind. */
export const kindWords = kind => KINDS.get(kind) ?? kind;

/**
 * An event of the feed as this page uses it, or null where it is none: a merchant may send anything. `{id, kind, height, index, timeMs, ids, requestId, account, operation, code, timer}`; what is not of
 * its form is null.
 */
export function readEvent(event) {
    const [height, index] = positionOf(String(event.id)) ?? [0, 0];
    if (height === 0 || !Number.isSafeInteger(height) || !['result', 'timer'].includes(event.kind) || !Number.isSafeInteger(event.timeMs) || !Array.isArray(event.ids)) {
        return null;
    }
    return Object.freeze({
        id: `${height}.${index}`, kind: event.kind, height, index, timeMs: event.timeMs, ids: Object.freeze(event.ids.filter(isWord).slice(0, MAX_IDS)),
        requestId: isDigest(event.requestId) ? event.requestId : null, account: isDigest(event.account) ? event.account : null, operation: wordOr(event.operation), code: wordOr(event.code),
        timer: isWord(event.timer?.transition) ? Object.freeze({ transition: event.timer.transition }) : null,
    });
}

const isWord = value => typeof value === 'string' && value.length <= MAX_WORD;
const wordOr = value => isWord(value) ? value : null;

/** The kind of an entry: its operation, or `timer`. */
export const kindOf = event => event.kind === 'timer' ? 'timer' : event.operation ?? 'unknown';

/** Whether an entry fits a filter `{id, account, merchant, kind, from, to}`; empty members fit everything; `id` fits the beginning or the part after the owner's prefix. */
export function fits(event, { id = '', account = '', merchant = '', kind = '', from = null, to = null }) {
    return (kind === '' || kindOf(event) === kind)
        && (id === '' || event.ids.some(one => one.includes(id)) || event.requestId === id)
        && (account === '' || (event.account ?? '').startsWith(account))
        && (merchant === '' || event.account === merchant)
        && (from === null || event.timeMs >= from) && (to === null || event.timeMs < to);
}

/**
 * The entries of a page. `add(event)` answers false for one that is there; `shown()` the filtered ones, the newest first; `waiting()` how many came since the pause.
 */
export function openEntries(most = MAX_ENTRIES) {
    const known = new Map();
    // Ascending by place: a block's entries come in order, and only older pages come before.
    let all = [];
    let filter = {};
    let matching = [];
    let pausedAt = null;
    const until = () => pausedAt === null ? matching : matching.slice(0, countUpTo(matching, pausedAt));
    return {
        add(event) {
            if (known.has(event.id)) {
                return false;
            }
            known.set(event.id, event);
            insert(all, event);
            if (fits(event, filter)) {
                insert(matching, event);
            }
            if (all.length > most) {
                const oldest = all.shift();
                known.delete(oldest.id);
                if (matching[0] === oldest) {
                    matching.shift();
                }
            }
            return true;
        },
        filter(next) {
            filter = next;
            matching = all.filter(event => fits(event, next));
        },
        pause() {
            pausedAt = all.at(-1) ?? { height: -1, index: -1 };
        },
        resume() {
            pausedAt = null;
        },
        isPaused: () => pausedAt !== null,
        waiting: () => pausedAt === null ? 0 : matching.length - countUpTo(matching, pausedAt),
        shown: () => until().toReversed(),
        kinds: () => [...new Set(all.map(kindOf))].sort(),
        count: () => all.length,
        oldest: () => all[0] ?? null,
        newest: () => all.at(-1) ?? null,
        find: id => known.get(id) ?? null,
    };
}

/** The order of places in the record. */
export const byPlace = (a, b) => a.height - b.height || a.index - b.index;

function insert(list, event) {
    if (list.length === 0 || byPlace(list.at(-1), event) < 0) {
        list.push(event);
    } else {
        list.splice(countUpTo(list, event), 0, event);
    }
}

function countUpTo(list, place) {
    let [low, high] = [0, list.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        if (byPlace(list[middle], place) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
