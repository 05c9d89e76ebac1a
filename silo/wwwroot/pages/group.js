// The group at a glance: who works, who lags, who leads, who lied. Asked of every merchant directly, again every few seconds while one looks.

import { badge } from '../parts/badge.js';
import { copyButton, save } from '../parts/dialog.js';
import { h, put } from '../parts/dom.js';
import { sentenceOf } from '../parts/faults.js';
import { compareGroups, gatherEvidence, lookAtAll, overview } from '../parts/grouphealth.js';
import { useStyle } from '../parts/asset-style.js';
import { foreign, ofAll } from '../parts/text.js';

useStyle('/parts/ledger.css');

const EVERY_MS = 3000;
const EVIDENCE_EVERY = 5;

export const group = {
    path: 'group',
    words: 'The group',
    isWide: true,
    render(session) {
        const ended = new AbortController();
        const [top, table, same, proofs] = [h('div', { 'data-part': 'overview', 'aria-live': 'polite' }, h('p', { class: 'quiet' }, 'Asking every merchant ...')), h('ul', { class: 'plain grid merchants', 'data-part': 'merchants' }), h('div', {}, h('p', { class: 'quiet' }, 'Comparing ...')), h('div', {}, h('p', { class: 'quiet' }, 'Looking for evidence ...'))];
        const accused = new Set();
        watch(session, ended.signal, { top, table, same, proofs, accused });
        return {
            node: h('div', {},
                h('h1', {}, 'The group'),
                h('p', {}, `${session.group.members.length} merchants keep the record of `, foreign(session.group.name), ` together. It holds as long as at most ${session.group.maxFaulty} of them fail or lie.`),
                top, table,
                h('div', { class: 'grid halves' },
                    h('section', { class: 'card stack', 'aria-labelledby': 'same' }, h('h2', { id: 'same' }, 'The same group everywhere?'), same),
                    h('section', { class: 'card stack', 'aria-labelledby': 'proofs' }, h('h2', { id: 'proofs' }, 'Evidence'), proofs))),
            dispose: () => ended.abort(),
        };
    },
};

async function watch(session, signal, boxes) {
    compareGroups(session.group).then(found => signal.aborted || put(boxes.same, comparison(session, found)));
    for (let round = 0; !signal.aborted; round++) {
        if (!document.hidden) {
            if (round % EVIDENCE_EVERY === 0) {
                gatherEvidence(session, signal).then(found => signal.aborted || showEvidence(session, found, boxes), fault => signal.aborted || put(boxes.proofs, h('p', { class: 'wrong' }, sentenceOf(fault))));
            }
            const looks = await lookAtAll(session.group, signal);
            if (!signal.aborted) {
                const whole = overview(looks, session.group);
                tell(boxes.top, sentence(session, whole));
                merchants(boxes.table, session, looks, whole, boxes.accused);
            }
        }
        await rest(EVERY_MS, signal);
    }
}

function rest(ms, signal) {
    return new Promise(resolve => {
        const timer = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
}

// Only what changed is put anew, so that a screen reader does not read it every few seconds.
function tell(box, { kind, words, more }) {
    const key = `${kind} ${words}`;
    if (box.dataset.said !== key) {
        box.dataset.said = key;
        put(box, h('div', { class: `note ${kind}`, 'data-part': 'verdict' }, h('p', {}, h('strong', {}, words)), h('p', { class: 'small', 'data-part': 'more' }, more)));
    } else {
        put(box.querySelector('[data-part=more]'), more);
    }
}

function sentence(session, whole) {
    const { quorum, members } = session.group;
    const more = [`Newest block ${whole.highest}`, whole.leader === null ? null : `${whole.leader.name} leads turn ${whole.turn}`].filter(Boolean).join(' \u00b7 ');
    const words = `${ofAll(whole.working, members.length)} work`;
    return whole.working === members.length ? { kind: 'good', words: `\u2713 All is well: ${words}.`, more }
        : whole.isEnough ? { kind: 'warn', words: `! ${words}. That is enough: payments go on.`, more }
            : { kind: 'bad', words: `\u2717 Only ${words}, and ${quorum} are needed. Nothing new becomes final until more come back.`, more };
}

// A card is put anew where something changed, and the focus stays where it was.
function merchants(list, session, looks, whole, accused) {
    looks.forEach((look, i) => {
        const next = merchant(session, look, whole, accused);
        const before = list.children[i];
        if (before === undefined) {
            list.append(next);
        } else if (before.textContent !== next.textContent) {
            const had = before.contains(document.activeElement) ? document.activeElement.localName : null;
            before.replaceWith(next);
            if (had !== null) {
                next.querySelector(had)?.focus({ preventScroll: true });
            }
        }
    });
}

function merchant(session, look, whole, accused) {
    const { member, status, head, fault, lie } = look;
    const isLiar = lie !== null || accused.has(member.name);
    const kind = isLiar || status === null ? 'bad' : status.state === 'normal' && head !== null ? 'good' : 'warn';
    const words = isLiar ? 'Not to be trusted' : status === null ? 'Does not answer' : head === null ? `Says: ${status.words}` : status.words;
    return h('li', { class: `card stack merchant ${kind}`, 'data-merchant': member.name, 'data-state': isLiar ? 'lied' : status?.state ?? 'unreachable' },
        h('div', { class: 'row apart' }, h('h2', {}, foreign(member.name)), h('span', { class: 'small quiet row' },
            member.index === session.group.members.find(one => one.name === session.merchant)?.index ? 'this page' : '', whole.leader?.index === member.index && !isLiar ? h('strong', { 'data-part': 'leads' }, 'leads') : '')),
        h('p', { class: 'state' }, h('span', { 'aria-hidden': 'true' }, { good: '\u2713 ', warn: '! ', bad: '\u2717 ' }[kind]), words),
        lie === null ? null : h('p', { class: 'wrong', 'data-part': 'lie' }, foreign(lie)),
        accused.has(member.name) ? h('p', { class: 'wrong' }, 'It signed things that contradict each other; see the evidence below.') : null,
        fault === null ? null : h('p', { class: 'small' }, foreign(fault)),
        status?.reason ? h('p', { class: 'small' }, foreign(status.reason, 300)) : null,
        head === null ? null : proven(session, head, whole),
        status === null ? null : said(session, status, head === null),
        h('p', { class: 'small' }, h('a', { href: member.url, rel: 'noreferrer' }, new URL(member.url).host)));
}

// What it signed for us just now.
function proven(session, head, whole) {
    const lag = Math.max(0, whole.highest - head.height);
    return h('div', {}, h('dl', { class: 'facts numbers' },
        h('dt', {}, 'Newest block'), h('dd', { class: 'num', 'data-part': 'height' }, head.height),
        h('dt', {}, 'Behind'), h('dd', { class: 'num', 'data-part': 'lag' }, lag === 0 ? 'not at all' : `${lag} blocks`)), badge(session, head));
}

// What it tells of itself.
function said(session, status, isAlone) {
    return h('div', {}, h('dl', { class: 'facts numbers' },
        isAlone ? [h('dt', {}, 'Newest block'), h('dd', { class: 'num' }, status.height)] : null,
        h('dt', {}, 'Turn'), h('dd', { class: 'num' }, status.view),
        h('dt', {}, 'Waiting requests'), h('dd', { class: 'num' }, status.waiting),
        h('dt', {}, 'Evidence it holds'), h('dd', { class: 'num', 'data-part': 'evidence' }, status.evidence),
        h('dt', {}, 'Version'), h('dd', { class: 'num' }, foreign(status.version, 30))), badge(session, status));
}

function comparison(session, found) {
    const same = found.filter(one => one.hash === session.group.hash);
    const other = found.filter(one => one.hash !== null && one.hash !== session.group.hash);
    const silent = found.filter(one => one.hash === null);
    return [
        h('p', {}, 'The group that this browser trusts has this number:'),
        h('div', { class: 'row' }, h('code', { 'data-part': 'group-hash' }, session.group.hash), copyButton(session.group.hash)),
        same.length === 0 ? null : h('p', { 'data-part': 'same' }, `\u2713 The same at ${same.map(one => one.member.name).join(', ')}`),
        other.map(one => h('p', { class: 'wrong', 'data-part': 'other' }, `\u2717 ${one.member.name} shows another group: `, h('code', {}, one.hash))),
        silent.length === 0 ? null : h('p', { class: 'quiet', 'data-part': 'silent' }, `No answer that holds from ${silent.map(one => one.member.name).join(', ')}`),
        h('p', { class: 'small quiet' }, 'All of these came over your network. To be sure, compare the number with a printed one, or with somebody else\'s screen.'),
    ];
}

function showEvidence(session, found, { proofs, accused }) {
    found.forEach(piece => piece.names.forEach(name => accused.add(name)));
    put(proofs, found.length === 0 ? h('p', { 'data-part': 'no-evidence' }, 'None: no merchant is known to have signed things that contradict each other.') : h('ul', { class: 'plain lines' }, found.map(piece => h('li', { 'data-evidence': piece.id },
        h('p', {}, h('strong', {}, piece.names.join(', ')), ' ', foreign(piece.description)),
        h('div', { class: 'row' }, badge(session, piece), h('button', { type: 'button', on: { click: () => save(`evidence-${piece.id.slice(0, 8)}.bin`, 'application/octet-stream', piece.bytes) } }, 'Save it'))))));
}
