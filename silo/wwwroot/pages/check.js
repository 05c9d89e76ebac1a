// Anybody's page: files are verified in this browser against the pinned group, with the network cut too.

import { badge } from '../parts/badge.js';
import { h, put } from '../parts/dom.js';
import { MAX_FILES, MAX_FILE_BYTES, checkFile, contradictions, tooLarge } from '../parts/groupfiles.js';
import { receiptView } from '../parts/ledgerreceipt.js';
import { useStyle } from '../parts/asset-style.js';
import { amount, foreign, short, time } from '../parts/text.js';
import { utf8 } from '../proof/bytes.js';
import { put as keep } from '../proof/store.js';
import { ask } from '../proof/transport.js';

useStyle('/parts/ledger.css');

const NAMES = { receipt: 'Receipt', register: 'Proof of what stands in the record', history: 'History', evidence: 'Evidence', never: 'Statement', group: 'Founding file', unknown: 'File' };

export const check = {
    path: 'check',
    words: 'Check a receipt',
    render(session) {
        const list = h('div', { 'data-part': 'results' });
        const told = h('p', { role: 'status', 'data-part': 'told' });
        const take = items => results(session, items, list, told);
        const input = h('input', { type: 'file', multiple: true, 'data-act': 'files', hidden: true, 'aria-label': 'Receipts', on: { change: () => (take([...input.files]), input.value = '') } });
        const drop = h('section', { class: 'card drop', 'data-act': 'drop', 'aria-label': 'Drop receipts here' },
            h('p', { class: 'big' }, 'Drop a receipt here'),
            h('p', { class: 'quiet' }, 'or paste one, or several at once'),
            h('button', { type: 'button', class: 'first', on: { click: () => input.click() } }, 'Choose a file'), input);
        const onPaste = event => paste(event, take);
        listen(drop, take);
        document.addEventListener('paste', onPaste);
        return {
            node: h('div', {},
                h('h1', {}, 'Check a receipt'),
                h('p', {}, `Your browser checks it by itself: it asks nobody, and works without a network. What counts is whether at least ${session.group.quorum} of the ${session.group.members.length} merchants of this group signed it.`),
                drop, told, list,
                h('p', { class: 'small quiet' }, 'Checked against the group ', short(session.group.hash), '. ', h('a', { href: '#/group' }, 'Compare it with other merchants'))),
            dispose: () => document.removeEventListener('paste', onPaste),
        };
    },
};

function listen(drop, take) {
    const over = isOver => event => {
        event.preventDefault();
        drop.classList.toggle('over', isOver);
    };
    drop.addEventListener('dragover', over(true));
    drop.addEventListener('dragleave', over(false));
    drop.addEventListener('drop', event => {
        over(false)(event);
        const { files } = event.dataTransfer;
        take(files.length > 0 ? [...files] : textsOf(event.dataTransfer));
    });
}

function paste(event, take) {
    const items = event.clipboardData.files.length > 0 ? [...event.clipboardData.files] : textsOf(event.clipboardData);
    if (items.length > 0) {
        event.preventDefault();
        take(items);
    }
}

function textsOf(transfer) {
    const words = transfer.getData('text/plain');
    return words === '' ? [] : [{ name: 'What you pasted', size: words.length, words }];
}

async function results(session, items, list, told) {
    if (items.length === 0) {
        return;
    }
    put(told, 'Checking ...');
    const read = await Promise.all(items.slice(0, MAX_FILES).map(async item => ({ name: item.name, ...await checked(item, session.group) })));
    const conflicts = await contradictions(read, session.group);
    for (const one of [...read.filter(one => one.what === 'evidence' && one.value !== null).map(one => one.value), ...conflicts]) {
        await keep('evidence', { id: one.id, bytes: one.bytes, savedMs: Date.now() }).catch(() => undefined);
    }
    list.prepend(...conflicts.map(one => card('Evidence from these receipts', conflict(session, one))), ...read.map(one => card(one.name, shown(session, one), one)));
    const good = read.filter(one => one.value !== null && one.what === 'receipt').length;
    const proven = read.filter(one => one.value !== null).length;
    put(told, `${good === read.length ? `${good} verified here.` : `${proven} of ${read.length} hold; ${read.length - proven} prove nothing.`}${items.length > MAX_FILES ? ` Only the first ${MAX_FILES} were read.` : ''}`);
}

async function checked(item, group) {
    if (item.size > MAX_FILE_BYTES) {
        return { what: 'unknown', value: null, why: tooLarge(item.size), entries: [] };
    }
    try {
        return await checkFile(item.words === undefined ? new Uint8Array(await item.arrayBuffer()) : utf8(item.words), group);
    } catch {
        return { what: 'unknown', value: null, why: 'This file could not be read.', entries: [] };
    }
}

function card(name, content, one) {
    return h('article', { class: 'card stack', 'data-part': 'result', 'data-what': one?.what ?? 'evidence', 'data-proven': one === undefined || one.value !== null ? 'yes' : 'no' },
        h('h2', {}, one === undefined ? null : `${NAMES[one.what]}: `, foreign(name, 120)), content);
}

function shown(session, one) {
    if (one.value === null) {
        return h('div', { class: 'note bad', role: 'alert', 'data-part': 'why' }, h('p', {}, h('strong', {}, '\u2717 Not proven. ')), h('p', {}, foreign(one.why, 600)));
    }
    switch (one.what) {
        case 'receipt': return receiptView(session, one.value);
        case 'register': return register(session, one.value);
        case 'history': return history(session, one);
        case 'evidence': return conflict(session, one.value);
        case 'never': return [h('p', {}, `${session.group.members[one.value.member].name} signed that the request `, short(one.value.request), ' was never carried out and never will be.'),
            h('p', {}, `It takes the word of ${session.group.maxFaulty + 1} merchants to rely on that.`), badge(session, one.value)];
        default: return group(session, one.value);
    }
}

function register(session, read) {
    return [
        h('div', { class: 'row apart' }, h('strong', {}, read.present ? 'This stood in the record' : 'This did not stand in the record'), badge(session, read)),
        h('dl', { class: 'facts' },
            h('dt', {}, 'What'), h('dd', {}, `${read.kind} `, foreign(read.id)),
            h('dt', {}, 'As of'), h('dd', {}, time(read.asOf)),
            read.value?.balance === undefined ? null : [h('dt', {}, 'Balance'), h('dd', {}, h('strong', {}, amount(read.value.balance)))],
            read.present ? [h('dt', {}, 'Owner'), h('dd', {}, h('code', {}, read.register.owner)), h('dt', {}, 'State'), h('dd', {}, foreign(read.register.state)), h('dt', {}, 'Version'), h('dd', {}, read.register.version)] : null,
            h('dt', {}, 'Signed by'), h('dd', {}, read.signers.join(', '))),
        h('p', { class: 'small quiet' }, 'It may have changed since then.'),
    ];
}

function history(session, one) {
    return [
        h('p', {}, 'What happened to ', foreign(one.value.id), ', the newest first. The list itself is what one merchant wrote: an entry may be missing. Every receipt in it was checked here by itself.'),
        badge(session, one.value),
        h('ol', { class: 'plain lines' }, one.entries.map(({ entry, receipt, why }) => h('li', {},
            h('div', { class: 'row apart' }, h('span', {}, receipt === null ? entry.timer === undefined ? 'A step without a receipt' : `Time took the step ${entry.timer.transition}` : foreign(receipt.request.op.transition ?? receipt.request.op.type), ' ', time(entry.timeMs)),
                receipt === null ? why === null ? badge(session, entry) : null : badge(session, receipt)),
            why === null ? null : h('p', { class: 'wrong' }, foreign(why, 400))))),
    ];
}

function conflict(session, value) {
    return [
        h('div', { class: 'note bad', role: 'alert' }, h('p', {}, h('strong', {}, `${value.names.join(', ')} signed two things that cannot both be true.`)), h('p', {}, foreign(value.description))),
        badge(session, value),
        h('p', {}, 'This holds for everybody, whatever the merchant says. It is kept in this browser.'),
        spreading(session, value),
    ];
}

// Only at a click: checking a file asks nobody.
function spreading(session, value) {
    const told = h('span', { role: 'status' });
    return h('div', { class: 'row' }, h('button', { type: 'button', 'data-act': 'spread', on: { click: async () => {
        put(told, 'Telling them ...');
        const answers = await Promise.all(session.client.endpoints.map(async endpoint => ({ name: endpoint.name, answer: await ask(endpoint, '/v1/evidence', { post: value.bytes, type: 'application/octet-stream' }) })));
        const took = answers.filter(one => one.answer.body !== undefined).map(one => one.name);
        put(told, took.length === 0 ? 'No merchant took it; try again with a network.' : `Taken by ${took.join(', ')}.`);
    } } }, 'Show it to every merchant'), told);
}

function group(session, { group: other, isPinned }) {
    return [
        isPinned ? h('div', { class: 'note good' }, '\u2713 This is the founding file of the group that this browser trusts.')
            : h('div', { class: 'note warn', role: 'alert' }, '! This is the founding file of another group. This browser goes on trusting the one below.'),
        h('dl', { class: 'facts' }, h('dt', {}, 'In the file'), h('dd', {}, foreign(other.name), ' ', h('code', {}, other.hash)), h('dt', {}, 'Trusted here'), h('dd', {}, foreign(session.group.name), ' ', h('code', {}, session.group.hash))),
    ];
}
