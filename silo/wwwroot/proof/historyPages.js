// Pages of an asset's history: canonical JSON, each entry a request with its receipt, a request without one, or a timer.

import { utf8 } from './bytes.js';
import { tryCanonical, writeCanonical } from './canonical.js';
import { ascii, idText, integer, isFlag, isObject, list, object } from './shapes.js';
import { MAX_RESULTS } from './states.js';

const MAX_BYTES = 2 << 20;

/** The most entries of a page. */
export const MAX_ENTRIES = 20;

const byTimer = object({
    height: integer(0), timeMs: integer(0), version: integer(0),
    timer: object({ asset: idText, dueMs: integer(0), taken: isFlag, transition: ascii(128) }),
});
const byRequest = object({ height: integer(0), place: integer(0, MAX_RESULTS), 'receipt?': isObject, timeMs: integer(0), version: integer(0) });

const isPage = object({
    appliedHeight: integer(0),
    completeAbove: integer(0),
    entries: list(0, MAX_ENTRIES, entry => byTimer(entry) || byRequest(entry)),
    id: idText,
    'next?': integer(0),
    pageVersion: version => version === 1,
});

/** The members of a page's canonical bytes, or null. Nothing is checked but the form. */
export function readHistoryPage(bytes) {
    const page = tryCanonical(bytes, MAX_BYTES);
    return page !== undefined && isPage(page) ? page : null;
}

/** The bytes of the receipt inside an entry, or null where there is none. */
export function receiptOf(entry) {
    return entry.receipt === undefined ? null : utf8(writeCanonical(entry.receipt));
}
