// From variables to a verified receipt: read, build, seal, sign, send, and once more when the group definitely refused with `stale`. Whatever has
// an unknown outcome is never built anew, for it may be executed yet: a sum would count twice.

import { fromBase64Url, toBase64Url } from '../proof/bytes.js';
import { newNonce, payloadOf, signWith } from '../proof/requests.js';
import { sealEnvelope } from './envelope.js';
import { noModules, refused, stale, variableFault } from './faults.js';

/** How often a request is made anew after `stale`. */
export const MAX_RETRIES = 5;

// 2^4 times as long before the last: whoever collides with a writer in a hurry finds a gap.
const FIRST_PAUSE_MS = 30;
const MAX_PAUSE_MS = 1000;

/**
 * @param {object} own
 * @param {object} own.client of proof/client.js
 * @param {object} own.handle the account's key handle
 * @param {(ids: string[]) => Promise<{variable: object, key: object}[]>} own.readSet the variables as they are now, with the keys that are here
 * @param {object} own.hooks `confirm(payload)` is asked before a request is signed, `progress(text)` told what takes time
 */
export function submission({ client, handle, readSet, hooks, deadlineMs }) {
    async function make(build, set) {
        const { group } = client;
        const parts = [];
        const op = await build(set, parts);
        const members = { by: [handle.account], group, op, nonce: newNonce(), validUntil: Date.now() + Math.floor(group.parameters.windowMs / 2) };
        if (parts.length > 0) {
            if (group.modules === null) {
                throw noModules();
            }
            const binding = { group: group.hash, account: handle.account, nonce: members.nonce, validUntil: members.validUntil, epoch: group.modulesEpoch };
            members.envelope = toBase64Url(await sealEnvelope(fromBase64Url(group.modules.key), binding, parts));
        }
        return payloadOf(members);
    }

    async function send(build, set) {
        const payload = await make(build, set);
        if (await hooks.confirm(payload) === false) {
            throw variableFault('interrupted', 'it was not signed');
        }
        const { wire } = await signWith(handle, payload);
        return receiptOf(await client.submit(wire, deadlineMs === undefined ? {} : { deadlineMs }));
    }

    /**
     * The receipt of a success, or of a refusal with the code `accepted`; every other end is a VariableFault. `first` saves the first reading where
     * the caller has one already; `retries` is 0 where a change by others must be told.
     */
    async function run(ids, build, { accepted = null, retries = MAX_RETRIES, first = null } = {}) {
        const before = first ?? await readSet(ids);
        let [now, isResealed] = [before, false];
        for (let retry = 0; ; retry++) {
            const sealedFor = client.group.modulesEpoch;
            const receipt = await send(build, now);
            if (receipt.code === 'ok' || receipt.code === accepted) {
                return receipt;
            }
            if (receipt.code === 'bad-envelope' && !isResealed && (client.group.modulesEpoch !== sealedFor || (await client.follow() && client.group.modulesEpoch !== sealedFor))) {
                isResealed = true;
                now = await readSet(ids);
                hooks.progress('the key of the sealed computers changed meanwhile; sealed anew');
                continue;
            }
            if (receipt.code !== 'stale') {
                throw refused(receipt);
            }
            if (retry < retries) {
                await pause(FIRST_PAUSE_MS * 2 ** retry * (0.5 + Math.random()));
            }
            now = await readSet(ids);
            if (retry >= retries) {
                throw stale(receipt, before.map(one => one.variable), now.map(one => one.variable), retries);
            }
            hooks.progress(`changed meanwhile; made anew (${retry + 1} of ${retries})`);
        }
    }

    return Object.freeze({ run, runOperation: op => run([], async () => op, { first: [] }) });
}

const pause = ms => new Promise(resolve => { setTimeout(resolve, Math.min(ms, MAX_PAUSE_MS)); });

// The receipt of a settled request; every other end is a fault.
function receiptOf(outcome) {
    if (outcome.state === 'settled') {
        return outcome.receipt;
    }
    switch (outcome.state) {
        case 'refused': throw variableFault(outcome.code, `no merchant accepts the request: ${outcome.reason}`, null, { outcome });
        case 'never': throw variableFault('expired', 'the request was never executed, and never will be', 'do it again', { outcome });
        default: throw variableFault('outcome-unknown', `the outcome is unknown: ${outcome.reason}`, 'send the same request again; it cannot be executed twice', { outcome });
    }
}
