// One look at the group: every merchant asked directly, what it says of itself beside what it can prove.

import { verifyHead } from '../proof/heads.js';
import { shownBy } from '../proof/pins.js';
import { newNonce } from '../proof/requests.js';
import { ask, endpointOf, reasonOf, wordOf } from '../proof/transport.js';

const DEADLINE_MS = 6000;
const BETWEEN = 64;
const STATES = { 'normal': 'Working', 'catching-up': 'Catching up', 'suspect': 'Does not trust its own books', 'stopped': 'Stopped' };
const isCount = value => Number.isSafeInteger(value) && value >= 0;
const isText = value => typeof value === 'string';

/**
 * Asks every merchant at once. Answers one `{member, status, head, fault, lie}` a merchant: `status` its own word (`{state, words, reason, version, view, leader, height, evidence, group}`) or null,
 * `head` what it proved (verified) or null, `fault` why there is no status, `lie` a sentence where its word and its proof do not fit.
 */
export function lookAtAll(group, signal) {
    return Promise.all(group.members.map(member => lookAt(member, group, signal)));
}

/** The highest proven block, who leads by most words, how many merchants answer. */
export function overview(looks, group) {
    const proven = looks.filter(one => one.head !== null);
    const highest = proven.reduce((most, one) => Math.max(most, one.head.height), 0);
    const words = looks.filter(one => one.status !== null && one.lie === null);
    const turn = words.reduce((most, one) => Math.max(most, one.status.view), 0);
    const leader = mostSaid(words.filter(one => one.status.view === turn).map(one => one.status.leader));
    return {
        highest, turn, proven: proven.length,
        working: words.filter(one => one.status.state === 'normal').length,
        leader: leader === null ? null : group.members[leader] ?? null,
        isEnough: words.filter(one => one.status.state === 'normal').length >= group.quorum,
    };
}

/** The group's hash as each merchant's founding file has it, worked out here: `{member, hash}`, null where it shows none that holds. */
export function compareGroups(group) {
    return Promise.all(group.members.map(member => shownBy(endpointOf(member), DEADLINE_MS).then(shown => ({ member, hash: shown.hash }), () => ({ member, hash: null }))));
}

/** All evidence that this browser or any merchant holds, each piece verified and kept here. */
export const gatherEvidence = (session, signal) => session.client.evidence({ signal });

async function lookAt(member, group, signal) {
    const nonce = newNonce();
    const endpoint = endpointOf(member);
    const [status, head] = await Promise.all([
        ask(endpoint, '/v1/status', { signal, ms: DEADLINE_MS, maxBytes: 256 << 10 }),
        ask(endpoint, `/v1/head?nonce=${nonce}`, { signal, ms: DEADLINE_MS, maxBytes: 64 << 10 }),
    ]);
    const word = status.body === undefined ? null : readStatus(wordOf(status.body));
    const proven = head.body === undefined ? null : await verifyHead(head.body, group, nonce).catch(fault => fault);
    const isProven = proven !== null && !(proven instanceof Error);
    return {
        member, status: word, head: isProven ? proven : null,
        fault: word !== null ? null : status.body === undefined ? `${reasonOf(endpoint, status)}.` : 'Its answer cannot be read.',
        lie: lieOf(member, group, word, proven),
    };
}

function lieOf(member, group, word, proven) {
    if (word !== null && word.group !== group.hash) {
        return 'It says that it belongs to another group.';
    }
    if (proven === null) {
        return null;
    }
    if (proven instanceof Error) {
        return `Its signed answer does not hold: ${proven.message}.`;
    }
    if (proven.member !== member.index) {
        return `It answers in the name of ${proven.name}.`;
    }
    // Asked at the same time, so a few blocks may come in between.
    return word !== null && word.height > proven.height + BETWEEN ? `It says block ${word.height} and proves only block ${proven.height}.` : null;
}

function readStatus(json) {
    const counts = [json?.view, json?.finalHeight, json?.executedHeight, json?.evidenceCount, json?.leader, json?.pendingRequests];
    if (!counts.every(isCount) || ![json.state, json.version, json.group].every(isText)) {
        return null;
    }
    return Object.freeze({
        state: json.state, words: STATES[json.state] ?? 'Something else', reason: isText(json.reason) ? json.reason : null, version: json.version, group: json.group,
        view: json.view, leader: json.leader, height: json.finalHeight, executed: json.executedHeight, evidence: json.evidenceCount, waiting: json.pendingRequests,
    });
}

function mostSaid(values) {
    const counts = new Map();
    values.forEach(value => counts.set(value, (counts.get(value) ?? 0) + 1));
    return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

