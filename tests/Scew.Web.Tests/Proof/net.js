// A customer in the page of a real merchant, for tests. Answers are plain values; a verified one says so by its badge.

import { badgeOf } from '/proof/badges.js';
import { open } from '/proof/client.js';
import { follow } from '/proof/feed.js';
import { createKey, openKey } from '/proof/keys.js';
import { payloadOf, signWith } from '/proof/requests.js';
import { readFrom } from '/proof/reads.js';
import { get, put } from '/proof/store.js';
import { ask } from '/proof/transport.js';

let opened = null;
const told = [];

/** The client of this page's merchant; `expected` and the lies that it reports are for the first call. */
export async function client(expected) {
    opened ??= await open(location.origin, { expected, onLie: lie => told.push(lie) });
    return opened;
}


export async function group(expected) {
    const { group: { hash, members, quorum }, isFirst } = await client(expected);
    return { hash, quorum, names: members.map(member => member.name), isFirst };
}

export const compare = async () => (await client()).compare();
export const lies = async () => told.map(lie => ({ ...lie }));
export const savedLies = async () => (await (await client()).lies()).map(({ merchant, reason }) => ({ merchant, reason }));

/** A new key and its wallet `PREFIX:points`: its account, the wallet, and the receipt of the wallet's creation. */
export async function join(name) {
    const key = await createKey(name);
    const wallet = `${key.prefix}:points`;
    const made = await (await client()).submit(await signed(name, { type: 'create', contract: 'wallet', id: wallet, initial: '0' }));
    return { account: key.account, wallet, outcome: outcomeOf(made) };
}

async function signed(name, op, validUntil) {
    const key = await openKey(name);
    const { group: opened } = await client();
    return (await signWith(key, payloadOf({ by: [key.account], group: opened, op, validUntil }))).wire;
}

export async function submit(name, op, validUntil) {
    return outcomeOf(await (await client()).submit(await signed(name, op, validUntil ?? undefined)));
}

/** Begins to submit and answers the request's id at once, as a page does that is closed before the outcome. */
export async function begin(name, op, validUntil) {
    const wire = await signed(name, op, validUntil ?? undefined);
    (await client()).submit(wire).catch(() => undefined);
    return wire;
}

/** Signs and keeps the wire, and sends nothing: what a page leaves that is closed between the two. */
export async function keepOnly(name, op, validUntil) {
    const wire = await signed(name, op, validUntil ?? undefined);
    const { group: { hash } } = await client();
    const { parseRequest } = await import('/proof/requests.js');
    const request = await parseRequest(wire, hash);
    await put('outbox', { id: request.id, wire, group: hash, validUntil: request.validUntil, savedMs: Date.now() });
    return request.id;
}

export const resume = async () => (await (await client()).resume()).map(outcomeOf);
export const pending = async () => (await (await client()).pending()).map(row => row.id);
export const receipts = async () => (await (await client()).receipts()).map(row => row.id);
export const endUnknown = async id => outcomeOf(await (await client()).endUnknown(id));

function outcomeOf(outcome) {
    const { id, state, code, reason, receipt, never, warning } = outcome;
    return {
        id, state, reason: reason ?? warning ?? '', code: receipt?.code ?? code ?? '', badge: receipt !== undefined ? badgeOf(receipt).name : never !== undefined ? badgeOf(never).name : '',
        signers: receipt?.signers ?? never?.signers ?? [],
    };
}

/** One read as it is shown: badge, balance or state, height, time, names. */
export async function read(kind, id, options) {
    const found = await (await client()).read(kind, id, options ?? {});
    return {
        badge: badgeOf(found).name, present: found.present ?? false, balance: found.value?.balance?.toString() ?? '', height: found.height ?? 0, asOf: found.asOf ?? 0,
        signers: found.signers ?? [], from: found.from ?? '', fresh: found.fresh ?? false, witnesses: found.witnesses ?? 0, conflicts: found.evidence?.length ?? 0,
    };
}

/** The badges of everything that a call answers, or the fault's code: what a person would be shown. */
export async function probe(what, subject) {
    const it = await client();
    const calls = {
        read: async () => [await it.read(subject.kind, subject.id)],
        fresh: async () => [await it.read(subject.kind, subject.id, { fresh: true })],
        witnessed: async () => [await it.read(subject.kind, subject.id, { witnesses: 3 })],
        page: async () => (await it.page('wallet')).reads,
        machines: async () => (await it.page('machine')).reads,
        assets: async () => (await Array.fromAsync(it.list('asset'))).flat(),
        variables: async () => (await Array.fromAsync(it.list('variable'))).flat(),
        history: async () => (await it.history(subject.id, await readOwn(it, subject.id))).entries,
        receipt: async () => [await it.receipt(subject.id)].filter(one => one !== null),
        evidence: () => it.evidence(),
        status: async () => [await it.status(0)].filter(one => one !== null),
        submit: async () => {
            const outcome = await it.submit(subject.wire, { deadlineMs: 3000 });
            return outcome.receipt === undefined ? [] : [outcome.receipt];
        },
    };
    try {
        const values = await calls[what]();
        return { badges: values.map(value => badgeOf(value).name), code: '', counts: values.map(value => value.witnesses ?? 0) };
    } catch (fault) {
        return { badges: [], code: fault.code ?? String(fault), counts: [] };
    }
}

// The asset as it was read before the answers were changed, so that the history alone is what is probed.
let asset = null;
async function readOwn(it, id) {
    asset ??= await it.read('asset', id);
    return asset;
}

export async function history(id, limit) {
    const it = await client();
    const now = await it.read('asset', id, { fresh: true });
    const { entries, gaps, hasOlder, isFalse } = await it.history(id, now, { limit });
    return { entries: entries.map(entry => ({ version: entry.version, proof: entry.proof, badge: badgeOf(entry).name, step: entry.step?.step ?? '' })), gaps: gaps.length, hasOlder, isFalse };
}

export async function evidence() {
    return (await (await client()).evidence()).map(one => ({ badge: badgeOf(one).name, names: one.names, description: one.description }));
}

let events = [];
let stop = null;
export async function watch(name, since, ids) {
    const it = await client();
    stop = new AbortController();
    events = [];
    window.state = '';
    window.events = events;
    const endpoint = it.endpoints.find(one => one.name === name);
    follow(endpoint, { since: since ?? '', ids: ids ?? [], signal: stop.signal, onEvent: event => events.push(event), onState: (state, reason) => { window.state = `${state} ${reason}`; } });
}
export const seen = () => events.map(event => ({ id: event.id, requestId: event.requestId ?? '' }));
export const unwatch = () => stop.abort();

/** What one merchant's answer to a path becomes: its bytes' number, or why there are none. */
export async function askOne(name, path) {
    const it = await client();
    const answer = await ask(it.endpoints.find(one => one.name === name), path);
    return answer.body !== undefined ? `${answer.body.length} bytes` : answer.problem !== undefined ? answer.problem.code : answer.unreachable;
}

export async function readOne(name, kind, id) {
    const it = await client();
    const answer = await readFrom(it.endpoints.find(one => one.name === name), { kind, id }, it);
    return answer.read === undefined ? { badge: '', reason: answer.reason } : { badge: badgeOf(answer.read).name, reason: '' };
}

export const pinned = async () => (await get('pins', location.origin))?.hash ?? '';

/** Why a receipt with a million signatures, in the page's memory already, is refused. */
export async function millionSignatures() {
    const { verifyReceipt } = await import('/proof/receipts.js');
    const { group: opened } = await client();
    const one = `{"member":0,"signature":"${'A'.repeat(86)}"}`;
    const bytes = new TextEncoder().encode(`{"attestations":[${Array(1_000_000).fill(one).join()}],"code":"ok"}`);
    return verifyReceipt(bytes, opened).then(() => 'taken', fault => fault.fault === 'Malformed' ? 'malformed' : fault.fault);
}

/** A complete list of variables as it is shown. */
export async function variables(prefix) {
    const pages = await Array.fromAsync((await client()).list('variable', prefix));
    return pages.flat().map(read => ({ id: read.id, badge: badgeOf(read).name }));
}

/** Submits in a browser whose storage fails from now on. */
export async function submitWithoutStorage(name, op) {
    const wire = await signed(name, op);
    IDBDatabase.prototype.transaction = () => {
        throw new DOMException('no space', 'QuotaExceededError');
    };
    return outcomeOf(await (await client()).submit(wire));
}

/** What `charge` says of five payments, the second to fourth under a limit of 10, the last one under a new one. */
export async function spending() {
    const { charge, setLimit } = await import('/proof/session.js');
    const key = await createKey('spender');
    const { group: opened } = await client();
    const pay = (amount, more) => payloadOf({ by: [key.account], group: opened, op: { type: 'transfer', from: 'a', to: 'b', amount, ...more } });
    const attempt = payload => {
        try {
            charge('spender', payload);
            return 'ok';
        } catch (fault) {
            return fault.code;
        }
    };
    const told = [attempt(pay('1'))];
    setLimit('spender', 10n);
    told.push(attempt(pay('6')), attempt(pay('4')), attempt(pay('1')));
    told.push(attempt(payloadOf({ by: [key.account], group: opened, op: { type: 'asset.transition', id: 'a', input: {}, transition: 't', allow: [{ asset: 'x', most: '1' }] } })));
    setLimit('spender', 1n);
    told.push(attempt(pay('1')));
    return told;
}

export async function namesGiven() {
    const { petnames, setPetname } = await import('/proof/keys.js');
    await setPetname('a', 'anna\'s shop ');
    await setPetname('b', 'bob');
    await setPetname('b', '');
    return [...(await petnames()).values()];
}

/** Whose lies are kept of a request that never gets a receipt. */
export async function liars(wire, deadlineMs) {
    const { sendUntilSure } = await import('/proof/submission.js');
    const { parseRequest } = await import('/proof/requests.js');
    const { group, endpoints } = await client();
    const { state, lies } = await sendUntilSure(await parseRequest(wire), { group, endpoints, deadlineMs });
    return [state, ...lies.map(lie => lie.endpoint.name)];
}
