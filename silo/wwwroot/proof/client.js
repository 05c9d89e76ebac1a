// A customer's view of a group through any of its merchants: everything that it answers was checked here, says that it was not, or is a refusal.

import { ProofFault } from './fault.js';
import { evidenceOfFalseReceipt, verifyEvidence } from './evidence.js';
import { fromBase64Url } from './bytes.js';
import { readHistory, toldAlsoBy } from './histories.js';
import { completeList } from './lists.js';
import { createOutbox } from './outbox.js';
import { followPinned, pinGroup, shownBy } from './pins.js';
import { verifyReceipt } from './receipts.js';
import { askWitnesses, freshHeight, pageFrom, readFrom, sentence } from './reads.js';
import { all, get, put } from './store.js';
import { findReceipt } from './submission.js';
import { READ_MS, ask, endpointOf, pause, wordOf } from './transport.js';
import { markConflict, markVerified } from './verified.js';

const MAX_LIE_BYTES = 64 * 1024;
// Whoever is found out can prove it of himself without end.
const MOST_EVIDENCE_PAGES = 4;
const MOST_OF_ONE = 20;

/**
 * Opens the group that `baseUrl` (a merchant's public URL) belongs to. At first use the group is pinned; a changed hash is refused. Options: `expected` (a group's hash known from
 * elsewhere), `onLie` (called with `{merchant, reason}` for every answer that did not verify). Throws ProofFault `wrong-group` (fault PinChanged), `unavailable`, `verification-failed`.
 */
export async function open(baseUrl, { expected, onLie } = {}) {
    const origin = new URL(baseUrl).origin;
    const homePage = { index: -1, name: origin, url: origin };
    const { group: first, handovers, isFirst, firstMs } = await pinGroup(origin, homePage, expected);
    const inEra = (group, handovers) => {
        const members = group.members.map(member => endpointOf(member));
        // The merchant whose page this is comes first: it is reached for sure.
        const home = members.findIndex(endpoint => endpoint.url === origin);
        return Object.freeze({ group, handovers, members, endpoints: home < 0 ? members : [...members.slice(home), ...members.slice(0, home)] });
    };
    let era = inEra(first, handovers);
    const adopt = newer => {
        era = newer !== null && newer.group.epoch > era.group.epoch ? inEra(newer.group, newer.handovers) : era;
    };
    adopt(await followPinned(origin, era, [homePage]));
    let following = null;
    // The newer era than that of `seen`, or null. One look at a time.
    const follow = async seen => {
        if (era.group.epoch === seen.epoch) {
            following ??= followPinned(origin, era, era.endpoints).then(adopt).finally(() => {
                following = null;
            });
            await following;
        }
        return era.group.epoch > seen.epoch ? era : null;
    };
    // What an era's end cut is asked once more of the merchants of the next one.
    const across = async work => {
        const { group } = era;
        try {
            return await work();
        } catch (fault) {
            if (fault.code !== 'unavailable' || await follow(group) === null) {
                throw fault;
            }
            return work();
        }
    };

    const report = async (endpoint, { reason, isLie, body }) => {
        if (isLie !== true) {
            return;
        }
        await put('lies', { id: crypto.randomUUID(), merchant: endpoint.name, reason, answer: body?.slice(0, MAX_LIE_BYTES) ?? null, savedMs: Date.now() }).catch(() => undefined);
        onLie?.({ merchant: endpoint.name, reason });
    };
    // A copy of it is one era's.
    const context = Object.freeze({
        get group() {
            return era.group;
        },
        get endpoints() {
            return era.endpoints;
        },
        follow: () => follow(era.group),
        onLie: report,
    });

    const saveEvidence = async found => {
        if (await get('evidence', found.id) === null) {
            await put('evidence', { id: found.id, bytes: found.bytes, savedMs: Date.now() });
        }
        // Whoever is found out is told of: the accused's own silo would keep it to itself.
        await Promise.all(era.endpoints.map(endpoint => ask(endpoint, '/v1/evidence', { post: found.bytes, type: 'application/octet-stream' })));
    };
    const settled = async (receipt, lies) => {
        for (const lie of lies ?? []) {
            await report(lie.endpoint, { reason: lie.reason, isLie: true, body: lie.answer });
            const found = await evidenceOfFalseReceipt(lie.answer, receipt.bytes, era.group);
            await (found === null ? undefined : saveEvidence(found));
        }
    };
    const outbox = createOutbox(context, settled);

    /** See `client.read`. */
    const read = (kind, id, options = {}) => across(() => readOnce(kind, id, options));
    const readOnce = async (kind, id, { fresh = false, atLeast = 0, witnesses = 0, signal }) => {
        const over = { ...context, signal };
        const { endpoints } = over;
        const least = Math.max(atLeast, await outbox.ownHeight(), fresh ? await freshHeight(over) : 0);
        let reason = 'no merchant answers';
        for (const endpoint of endpoints) {
            const answer = await readFrom(endpoint, { kind, id, atLeast: least }, over);
            if (answer.read === undefined) {
                reason = answer.reason;
                await report(endpoint, answer);
                continue;
            }
            const { agreeing, conflict } = witnesses === 0 ? { agreeing: 0, conflict: [] } : await askWitnesses(answer.read, endpoint, witnesses, over);
            if (conflict.length > 0) {
                await Promise.all(conflict.map(saveEvidence));
                return markConflict({ kind, id, evidence: conflict, reason: `${endpoint.name} shows another history than a witness: height ${answer.read.height} was signed twice` });
            }
            return markVerified({ ...answer.read, from: endpoint.name, fresh, witnesses: agreeing });
        }
        throw new ProofFault('unavailable', 'Unavailable', reason);
    };

    async function* listAcross(kind, prefix, signal) {
        for (let isRetry = false, shown = 0; ; isRetry = true) {
            const over = { ...context, signal };
            try {
                for await (const page of completeList(kind, prefix, over)) {
                    shown++;
                    yield page;
                }
                return;
            } catch (fault) {
                if (isRetry || shown > 0 || fault.code !== 'unavailable' || await follow(over.group) === null) {
                    throw fault;
                }
            }
        }
    }

    return Object.freeze({
        /** The group in the newest era that is proven. */
        get group() {
            return era.group;
        },
        origin,
        get endpoints() {
            return era.endpoints;
        },
        /** Asks all merchants for a newer era and goes on with it: true where one began. */
        follow: async () => await follow(era.group) !== null,
        isFirst,
        firstMs,
        /** The group's hash as every member shows it: `[{name, same, reason}]`, `same` null where a member does not answer. Anything but true is for a person to see. */
        compare: () => Promise.all(era.endpoints.map(async endpoint => {
            try {
                return { name: endpoint.name, same: (await shownBy(endpoint)).hash === era.group.hash, reason: '' };
            } catch (fault) {
                return { name: endpoint.name, same: fault.code === 'unavailable' ? null : false, reason: sentence(fault) };
            }
        })),
        submit: outbox.submit,
        pending: outbox.pending,
        resume: outbox.resume,
        endUnknown: outbox.endUnknown,
        receipts: outbox.receipts,
        /** The verified receipt of a request by its id, kept here or held by a merchant, or null. */
        receipt: async id => await outbox.receipt(id) ?? findReceipt(id, context),
        /**
         * A verified read of a register: what `verifyRegister` answers with `from` (who answered), `fresh` and `witnesses`. `fresh`: at or above the highest height that a quorum proves
         * now. `witnesses`: how many others are asked for the same height; what contradicts is a conflict `{kind, id, evidence, reason}`. Throws ProofFault `unavailable`.
         */
        read,
        /**
         * A page of verified registers (`wallet`, `asset`, `variable`, `machine`): `{reads, next}`; go on with `after: next` until it is null. What is shown is proven, and one merchant may leave
         * some out: see `list`. Throws ProofFault `unavailable`.
         */
        page: (kind, { prefix = '', after = '', signal } = {}) => across(async () => {
            let reason = 'no merchant answers';
            for (const endpoint of era.endpoints) {
                const answer = await pageFrom(endpoint, { kind, prefix, after }, { ...context, signal });
                if (answer.page !== undefined) {
                    return { reads: answer.page, next: answer.next };
                }
                reason = answer.reason;
                await report(endpoint, answer);
            }
            throw new ProofFault('unavailable', 'Unavailable', reason);
        }),
        /** Every register of a kind whose id begins with `prefix` (`variable`, `asset`; for `wallet` and `machine` the empty one): an async iterator of pages `[reads]`, complete unless more than f merchants lie. */
        list: (kind, prefix = '', { signal } = {}) => listAcross(kind, prefix, signal),
        /** `list` of variables. */
        variables: (prefix, { signal } = {}) => listAcross('variable', prefix, signal),
        /**
         * An asset's history from the first merchant whose history holds, told also by others until f+1 say what no receipt proves: as `historyCheck` answers it. `now`: a verified
         * read of the asset. Throws ProofFault `unavailable`.
         */
        history: async (assetId, now, { limit = 100, armedNow = null, signal } = {}) => {
            const over = { ...context, signal };
            const { group, endpoints } = over;
            let [history, reason] = [null, 'no merchant answers'];
            const isOpen = () => history.entries.some(entry => entry.proof !== 'verified' && entry.merchants <= group.maxFaulty);
            for (const endpoint of endpoints) {
                if (history !== null && !isOpen()) {
                    break;
                }
                const told = await readHistory(endpoint, assetId, now, over, { limit, armedNow });
                if (told.reason !== undefined || told.isFalse) {
                    reason = told.reason ?? `${endpoint.name}'s history does not hold: ${told.faults[0] ?? 'versions are missing'}`;
                    await report(endpoint, { reason, isLie: told.reason === undefined || told.isLie, body: told.body });
                } else {
                    history = history === null ? told : toldAlsoBy(history, told);
                }
            }
            if (history === null) {
                throw new ProofFault('unavailable', 'Unavailable', reason);
            }
            return Object.freeze(history);
        },
        /** What a merchant (its index) says of itself: `/v1/status`, its word. Null where it does not answer. */
        status: async (index, { signal } = {}) => {
            const answer = await ask(era.members[index], '/v1/status', { ms: READ_MS, signal, maxBytes: 65536 });
            return answer.body === undefined ? null : wordOf(answer.body) ?? null;
        },
        /** All verified evidence of this group: saved here and held by merchants, which is saved too. */
        evidence: async ({ signal } = {}) => {
            const found = new Map();
            for (const row of await all('evidence')) {
                const one = await verifyEvidence(row.bytes, era.group);
                if (one !== null) {
                    found.set(one.id, one);
                }
            }
            for (const one of (await Promise.all(era.members.map(endpoint => evidenceOf(endpoint, context, signal)))).flat()) {
                const isMore = [...found.values()].filter(other => other.accused.join() === one.accused.join()).length >= MOST_OF_ONE;
                if (!found.has(one.id) && !isMore) {
                    found.set(one.id, one);
                    await put('evidence', { id: one.id, bytes: one.bytes, savedMs: Date.now() });
                }
            }
            return [...found.values()];
        },
        /** Answers that did not verify, the newest first: `{merchant, reason, answer, savedMs}`. */
        lies: async () => (await all('lies')).sort((a, b) => b.savedMs - a.savedMs),
        /** Checks a receipt file that somebody hands over. Throws ProofFault. */
        check: bytes => verifyReceipt(bytes, era.group),
    });
}

async function evidenceOf(endpoint, { group }, signal) {
    const found = [];
    for (let [path, pages] = ['/v1/evidence', 0]; path !== null && pages < MOST_EVIDENCE_PAGES; pages++) {
        const answer = await ask(endpoint, path, { signal });
        const word = answer.body === undefined ? undefined : wordOf(answer.body);
        const items = Array.isArray(word?.items) ? word.items.slice(0, 50) : [];
        for (const item of items) {
            const bytes = fromBase64Url(item?.proof);
            const one = bytes === null ? null : await verifyEvidence(bytes, group);
            if (one !== null) {
                found.push(one);
            }
        }
        path = typeof word?.next === 'string' ? `/v1/evidence?after=${encodeURIComponent(word.next)}` : null;
        await pause(0, signal);
    }
    return found;
}
