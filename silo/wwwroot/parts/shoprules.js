// Rules that the group knows: the list, the picture and the text of one, and what a merchant's check finds in a new text.

import { text as strictText } from '../proof/bytes.js';
import { completeList } from '../proof/lists.js';
import { ask, reasonOf, wordOf, words as plainWords } from '../proof/transport.js';
import { compileMachine } from '../machines/compile.js';

const CHECK_MS = 30_000;
const MOST = 200;
const MAX_FINDINGS = 100;
const MAX_STEPS = 60;

/** Published rules, each a verified read: `{name, machine, text, read}`; `machine` null where this page cannot read the text. */
export async function publishedRules(session) {
    const { group, endpoints } = session.client;
    const found = [];
    for await (const page of completeList('machine', '', { group, endpoints })) {
        found.push(...page.map(opened));
        if (found.length >= MOST) {
            break;
        }
    }
    return found.sort((a, b) => titleOf(a).localeCompare(titleOf(b)));
}

/** One by its name, or null. */
export async function ruleOf(session, name) {
    const read = await session.client.read('machine', name, { fresh: true });
    return read.present ? opened(read) : null;
}

/** What people call rules. */
export const titleOf = ({ machine, name }) => machine?.title ?? name;

/** Compiles a text here: `{machine}` or `{fault: {sentence, line, column}}`. */
export function compiled(text) {
    try {
        return { machine: compileMachine(text) };
    } catch (fault) {
        return { fault: { sentence: fault.sentence ?? fault.message, right: fault.right ?? null, line: fault.line ?? 0, column: fault.column ?? 0 } };
    }
}

/**
 * What this page's merchant finds in a text, its word: `{from, isRefused, faults: [{line, column, message, right}], findings: [{severity, subject, message, steps}], notes, isExhaustive,
 * situations}`, everything bounded. `name` is the text's name as worked out here. Throws with a sentence where the merchant does not answer, or answers about another text.
 */
export async function checkedBy(session, text, name) {
    const endpoint = session.client.endpoints[0];
    const answer = await ask(endpoint, '/v1/machines/check', { post: text, type: 'text/plain; charset=utf-8', ms: CHECK_MS, maxBytes: 2 << 20 });
    const report = answer.body === undefined ? undefined : wordOf(answer.body);
    if (report === null || typeof report !== 'object') {
        throw new Error(`No report: ${reasonOf(endpoint, answer)}`);
    }
    if (report.name !== name) {
        throw new Error(`${endpoint.name} answered about another text.`);
    }
    const faults = listOf(report.faults).slice(0, MAX_FINDINGS).map(one => Object.freeze({
        line: countOf(one?.line) ?? 0, column: countOf(one?.column) ?? 0, message: plainWords(one?.message, 1000), right: plainWords(one?.right, 400),
    }));
    const findings = listOf(report.findings).slice(0, MAX_FINDINGS).map(one => Object.freeze({
        severity: ['error', 'warning'].includes(one?.severity) ? one.severity : 'note',
        subject: plainWords(one?.subject, 200), message: plainWords(one?.message, 1000), code: plainWords(one?.code, 60), steps: listOf(one?.steps).slice(0, MAX_STEPS).map(step => plainWords(step, 400)),
    }));
    return Object.freeze({
        from: endpoint.name, faults, findings, isRefused: report.passes !== true, notes: listOf(report.notes).slice(0, MAX_FINDINGS).map(note => plainWords(note, 400)),
        isExhaustive: report.explored?.exhaustive === true, situations: countOf(report.explored?.situations),
    });
}

function opened(read) {
    const text = strictText(read.register.value);
    const { machine = null } = text === null ? {} : compiled(text);
    // The text is what the name is the hash of; another one would be another rule.
    return Object.freeze({ name: read.id, machine: machine?.name === read.id ? machine : null, text: text ?? '', read });
}

function countOf(value) {
    return Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function listOf(value) {
    return Array.isArray(value) ? value : [];
}
