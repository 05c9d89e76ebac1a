// The live record: what one merchant tells as it happens, and every entry's receipt verified here at a click.

import { badge } from '../parts/badge.js';
import { copyButton, dialog, save } from '../parts/dialog.js';
import { all, h, put } from '../parts/dom.js';
import { sentenceOf } from '../parts/faults.js';
import { MAX_ENTRIES, kindOf, kindWords, openEntries, readEvent } from '../parts/ledgerentries.js';
import { entriesCsv, entriesNdjson } from '../parts/ledgerexport.js';
import { ledgerFilters } from '../parts/ledgerfilters.js';
import { longList } from '../parts/ledgerlist.js';
import { nameOf } from '../parts/ledgernames.js';
import { entryAt, placeBefore, readPast, startOf } from '../parts/ledgerpast.js';
import { receiptView } from '../parts/ledgerreceipt.js';
import { useStyle } from '../parts/asset-style.js';
import { amount, foreign, moment } from '../parts/text.js';

useStyle('/parts/ledger.css');

const WIDE = '(min-width: 48rem)';
const LINE = { open: 'Live', waiting: 'The line was cut; it is taken up again where it ended ...', refused: 'This merchant\'s record ends here: ' };

export const ledger = {
    path: 'ledger',
    words: 'Live record',
    isWide: true,
    async render(session, [place]) {
        const entries = openEntries();
        const proven = new Map();
        const ended = new AbortController();
        const wide = matchMedia(WIDE);
        const list = longList({ label: 'Entries, the newest first', row: event => row(session, event, proven), heightOf: () => wide.matches ? 48 : 76, open: event => openEntry(session, event, show) });
        const show = (event, receipt) => {
            proven.set(event.id, receipt);
            list.renew(event);
        };
        const told = h('p', { class: 'small quiet', role: 'status', 'data-part': 'count' });
        const filters = ledgerFilters(session, next => {
            entries.filter(next);
            draw();
        });
        const older = h('button', { type: 'button', 'data-act': 'older', on: { click: () => past() } }, 'Load older entries');
        const pause = h('button', { type: 'button', class: 'first', 'data-act': 'pause', on: { click: () => (entries.isPaused() ? entries.resume() : entries.pause(), draw()) } });
        const line = h('span', { class: 'small quiet', role: 'status', 'data-part': 'line' });
        let top;
        const draw = () => {
            const shown = entries.shown();
            list.set(shown, { keep: Math.max(0, shown.indexOf(top)) });
            top = shown[0];
            filters.kinds(entries.kinds());
            const waiting = entries.waiting();
            put(pause, entries.isPaused() ? `Go on${waiting > 0 ? ` (${waiting} new)` : ''}` : 'Pause');
            put(told, `${amount(shown.length)} of ${amount(entries.count())} entries${entries.isPaused() ? ', paused: nothing is lost, new ones wait' : ''}${entries.count() >= MAX_ENTRIES ? `; older than the newest ${amount(MAX_ENTRIES)} are let go` : ''}`);
            older.hidden = entries.oldest() === null || entries.oldest().height <= 1 || entries.count() >= MAX_ENTRIES;
        };
        const later = onceAFrame(draw);
        const add = told => {
            const event = readEvent(told);
            if (event !== null && entries.add(event)) {
                later();
            }
        };
        const past = async () => {
            older.disabled = true;
            try {
                await readPast(session, entries.oldest(), { signal: ended.signal, each: add });
            } catch (fault) {
                put(told, sentenceOf(fault));
            } finally {
                older.disabled = false;
            }
        };
        const stop = session.feed([], add, { since: await startOf(session), onState: (state, reason) => put(line, LINE[state] ?? '', state === 'refused' ? reason : '') });
        draw();
        if (place !== undefined) {
            openPlace(session, place, ended.signal, show);
        }
        return {
            node: h('div', {},
                h('h1', {}, 'Live record'),
                h('p', {}, 'What happens in the group, as ', foreign(session.merchant ?? location.host), ' tells it. Choose an entry: its receipt is then verified in this browser.'),
                h('div', { class: 'card stack' },
                    h('div', { class: 'row apart' }, h('div', { class: 'row' }, pause, line), badge(session, { list: true })),
                    filters.node, told, heading(), list.node, h('div', { class: 'row' }, older, exports(entries)))),
            dispose() {
                ended.abort();
                stop();
                list.dispose();
            },
        };
    },
};

function heading() {
    return h('div', { class: 'entry entry-head small', 'aria-hidden': 'true' }, ['When', 'What', 'By whom', 'About', 'Came of it', 'Place'].map(words => h('span', {}, words)));
}

function row(session, event, proven) {
    const receipt = proven.get(event.id);
    const names = event.ids.slice(0, 3).flatMap((id, i) => [i > 0 ? ' ' : '', nameOf(session, id)]);
    return h('button', { type: 'button', class: 'entry', 'data-entry': event.id, 'data-kind': kindOf(event) },
        h('span', { class: 'quiet' }, moment(event.timeMs)),
        h('strong', {}, foreign(kindWords(kindOf(event)), 30)),
        h('span', {}, event.account ? nameOf(session, event.account) : ''),
        h('span', {}, names, event.ids.length > 3 ? ` +${event.ids.length - 3}` : ''),
        h('span', { class: event.code === 'ok' || event.kind === 'timer' ? null : 'odd-code' }, event.kind === 'timer' ? '' : event.code === 'ok' ? 'done' : ['refused ', foreign(event.code ?? '', 40)]),
        h('span', { class: 'quiet' }, event.id, receipt ? h('strong', { class: 'seen', title: 'verified here' }, ' \u2713') : ''));
}

function openEntry(session, event, show) {
    return dialog(`Entry ${event.id}`, close => {
        const box = h('div', { class: 'stack', 'data-part': 'entry' }, h('p', { class: 'quiet' }, 'Fetching the receipt ...'));
        fill(session, event, box, show);
        return [box, h('div', { class: 'row' }, copyButton(() => `${location.origin}/#/ledger/${event.id}`, 'Copy a link to it'), h('button', { type: 'button', class: 'first', on: { click: () => close() } }, 'Close'))];
    });
}

async function fill(session, event, box, show) {
    if (event.kind === 'timer') {
        put(box, h('p', {}, 'Time itself took the step ', foreign(event.timer?.transition ?? ''), ' of ', foreign(event.ids[0] ?? ''), '. Nobody signed a request for it, so there is no receipt.'), badge(session, event),
            h('p', {}, h('a', { href: `#/asset/${encodeURIComponent(event.ids[0] ?? '')}` }, 'See where it stands now, verified')));
        return;
    }
    try {
        const receipt = event.requestId === null ? null : await session.client.receipt(event.requestId);
        if (receipt === null) {
            throw new Error('no merchant has one yet.');
        }
        if (receipt.height !== event.height || receipt.index !== event.index) {
            put(box, h('div', { class: 'note bad', role: 'alert' }, `The list was wrong: this request stands at ${receipt.height}.${receipt.index} of the record.`), receiptView(session, receipt, { isInRecord: true }));
            return;
        }
        show(event, receipt);
        put(box, receiptView(session, receipt, { isInRecord: true }));
    } catch (fault) {
        put(box, h('div', { class: 'note warn', role: 'alert' }, h('p', {}, 'No receipt that holds could be had: ', foreign(sentenceOf(fault), 300)), h('p', {}, 'So this entry is only what one merchant says.')), badge(session, event));
    }
}

async function openPlace(session, place, signal, show) {
    const at = placeBefore(place);
    const event = at === null ? null : await entryAt(session, place, signal).catch(() => null);
    if (event !== null) {
        await openEntry(session, event, show);
    } else if (!signal.aborted) {
        await dialog(`Entry ${place}`, close => [h('p', {}, 'There is no such entry at this merchant: the record is shorter, or it keeps so old ones no more. Ask another merchant.'), h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', on: { click: () => close() } }, 'Close'))]);
    }
}

function exports(entries) {
    const file = (name, type, make) => () => save(name, type, new TextEncoder().encode(make(entries.shown())));
    return all(
        h('button', { type: 'button', 'data-act': 'csv', on: { click: file('record.csv', 'text/csv', entriesCsv) } }, 'Save as CSV'),
        h('button', { type: 'button', 'data-act': 'ndjson', on: { click: file('record.ndjson', 'application/x-ndjson', entriesNdjson) } }, 'Save as NDJSON'));
}

function onceAFrame(draw) {
    let isDue = false;
    return () => {
        if (!isDue) {
            isDue = true;
            requestAnimationFrame(() => {
                isDue = false;
                draw();
            });
        }
    };
}

