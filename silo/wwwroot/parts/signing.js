// The signing screen: what the bytes to be signed say, decoded from those very bytes, and nothing else. What it cannot show whole it does not let anybody sign.

import { toBase64Url } from '../proof/bytes.js';
import { describe, payloadOf, readPayload, readRequest, signWith } from '../proof/requests.js';
import { charge, limitOf, setLimit, spendingOf } from '../proof/session.js';
import { span } from './asset-values.js';
import { badge } from './badge.js';
import { copyButton, dialog, save } from './dialog.js';
import { h, put } from './dom.js';
import { reasonOf, sentenceOf } from './faults.js';
import { amount, foreign, moment, ofAll, short } from './text.js';

const RECENT_MS = 120_000;
const ASKING = ['balance', 'ledger', 'get', 'compare'];
// What is encrypted differs each time.
const SEALED = ['addend', 'record'];
// The bytes' own words, where a customer would not know them.
const WORDS = { 'Contract': 'Kind', 'Id': 'Name', 'Machine': 'Rules', 'Nonce': 'Used once', 'May lead to calls': 'Further steps, at most', 'Create an asset': 'Put on record', 'Act on an asset': 'Take a step', 'Deploy a machine': 'Publish rules', 'homo-add-int': 'to add up', 'homo-ope-int': 'to compare' };
const STAGES = [['signed', 'Signed on this device'], ['sent', 'The merchants agree on its place'], ['verified', 'Final, and checked in this browser']];

/**
 * Shows what `op` means, has it signed by the session's key and sent. `others`: further signers, whose signatures are then asked for. `note`: one sentence above the facts.
 * Resolves with the client's outcome (`settled` with a verified `receipt`, `refused`, `never`, `unknown`), with `{state: 'half', half, missing}` where others have to sign, or
 * undefined when nothing was signed. `isOk(outcome)` tells whether it was done.
 */
export async function signAndSend(session, { op, title, note, others = [], envelope }) {
    let payload;
    try {
        payload = payloadOf({ by: [session.key.account, ...others], group: session.group, op, envelope });
    } catch (fault) {
        await dialog(title, close => [h('p', { class: 'wrong' }, sentenceOf(fault)), closing(close)]);
        return undefined;
    }
    return signPayload(session, payload, { title, note });
}

/** Whether an outcome is a request that was executed and not refused. */
export function isOk(outcome) {
    return outcome?.state === 'settled' && outcome.receipt.code === 'ok';
}

/** The same for payload bytes that are there already, with the signatures that others gave (`sign` answers as `signWith`). */
export async function signPayload(session, payload, { title, note, sign = signWith }) {
    const seen = describe(payload);
    const isOverLimit = exceeds(session.key.name, payload);
    const same = await twin(session, payload);
    const untimely = untimelyIn(session, payload);
    const isBlocked = seen.unknown.length > 0 || untimely !== null;
    const agreed = await dialog(title, close => [
        note ? h('p', {}, note) : null,
        h('p', { class: 'quiet small' }, 'This is what you sign, read from the signed bytes themselves:'),
        facts(session, seen.lines),
        same,
        untimely === null ? null : h('div', { class: 'note bad', role: 'alert' }, untimely),
        warnings(seen, isOverLimit),
        bytesOf(payload),
        h('div', { class: 'row' },
            h('button', { type: 'button', class: 'first', 'data-act': 'sign', disabled: isBlocked, on: { click: () => close(true) } }, 'Sign and send'),
            h('button', { type: 'button', on: { click: () => close() } }, 'Do nothing')),
    ]);
    if (!agreed || isBlocked) {
        return undefined;
    }
    try {
        const signed = await sign(session.key, payload);
        spent(session.key.name, payload);
        return signed.wire === null ? { state: 'half', half: signed.half, missing: signed.missing } : await send(session, signed.wire, title);
    } catch (fault) {
        await dialog(title, close => [h('p', { class: 'wrong' }, sentenceOf(fault)), h('p', {}, 'Nothing was sent.'), closing(close)]);
        return undefined;
    }
}

// Merchants hold what becomes valid later: whoever kept it could have it done years from now.
function untimelyIn(session, payload) {
    const asked = readPayload(payload);
    const { severalSignersWindowMs, windowMs } = session.group.parameters;
    return asked === null ? null : asked.group !== session.group.hash ? 'This cannot be signed here: it is for another group of merchants.'
        : asked.validUntil <= Date.now() ? 'This cannot be signed any more: its time is over.'
            : asked.validUntil > Date.now() + (asked.by.length > 1 ? severalSignersWindowMs : windowMs) ? 'This cannot be signed: it would stay valid for longer than anything needs.' : null;
}

/** Sends signed bytes with the stages in sight; also those of a half request that is whole by now, and again after a reload. */
export async function send(session, wire, title) {
    const sending = session.client.submit(wire);
    const end = h('div', { role: 'status' });
    await dialog(title, close => {
        const list = h('ol', { class: 'stages' });
        const leave = h('button', { type: 'button', 'data-act': 'leave', on: { click: () => close() } }, 'Do not wait for it');
        const stage = name => put(list, STAGES.map(([one, words], i) => line(one, words, i, STAGES.findIndex(([stage]) => stage === name))));
        stage('sent');
        sending.then(result => {
            leave.remove();
            if (result.state === 'settled') {
                stage('verified');
            }
            put(end, ending(session, result), closing(close));
            end.querySelector('button')?.focus();
            session.changed(result);
        }, fault => {
            leave.remove();
            put(end, h('p', { class: 'wrong' }, sentenceOf(fault)), closing(close));
        });
        return [list, end, leave];
    });
    // Who left early must neither take it for not sent nor miss how it ended.
    const outcome = sending.catch(() => undefined);
    await endingOf(title, end, outcome);
    return outcome;
}

/** Shows how it ended to whoever left before `end` was filled, once `outcome` is there. */
export async function endingOf(title, end, outcome) {
    const isEarly = end.childElementCount === 0;
    await outcome;
    if (isEarly && end.childElementCount > 0) {
        end.querySelector('[data-act=close]').parentNode.remove();
        await dialog(title, close => [end, closing(close)]);
    }
}

/** A warning where the same is on its way or was done just now: a new signature does it once more. Null where it is not. */
export async function twin(session, payload) {
    const said = ({ by, op }) => JSON.stringify([by, op], (name, value) => SEALED.includes(name) ? undefined : value);
    const wanted = readPayload(payload);
    if (wanted === null || ASKING.includes(wanted.op.type)) {
        return null;
    }
    const note = words => h('div', { class: 'note warn', 'data-part': 'twin' }, words);
    try {
        const waiting = await Promise.all((await session.client.pending()).map(row => readRequest(row.wire)));
        if (waiting.some(one => said(one) === said(wanted))) {
            return note(['You signed the same already, and it is still ', h('a', { href: '#/outbox' }, 'on its way'), '. If you sign it anew, it may happen twice.']);
        }
        const recent = (await session.client.receipts()).filter(row => !row.isNever && row.savedMs > Date.now() - RECENT_MS).slice(0, 8);
        const done = await Promise.all(recent.map(row => session.client.receipt(row.id)));
        return done.some(one => one?.code === 'ok' && said(one.request) === said(wanted)) ? note('You signed the same a moment ago, and it was done. If you sign it anew, it happens once more.') : null;
    } catch {
        return null;
    }
}

function line(one, words, place, reached) {
    const kind = place < reached || (place === reached && one === 'verified') ? 'done' : place === reached ? 'now' : 'later';
    const signs = { done: '\u2713', now: '\u2026', later: '\u00b7' };
    return h('li', { class: kind }, `${signs[kind]} ${words}`);
}

function ending(session, outcome) {
    switch (outcome.state) {
        case 'settled':
            return outcome.receipt.code === 'ok' ? done(session, outcome.receipt) : h('div', { class: 'note warn' },
                h('p', {}, 'Refused: ', foreign(reasonOf(outcome.receipt))), h('p', {}, 'Nothing was changed.'), badge(session, outcome.receipt));
        case 'refused':
            return h('div', { class: 'note warn' }, h('p', {}, 'Refused: ', foreign(outcome.reason ?? outcome.code)), h('p', {}, 'Nothing was changed.'));
        case 'never':
            return h('div', { class: 'note warn' }, h('p', {}, 'It was not executed, and never will be: its time ran out. Nothing was changed; you can do it anew.'));
        default:
            return h('div', { class: 'note warn' }, h('p', {}, 'The outcome is not known yet. It is kept here and goes on by itself. Do not sign it anew: that could do it twice.'),
                h('p', { class: 'small' }, h('a', { href: '#/outbox' }, 'What is still on its way')));
    }
}

function done(session, receipt) {
    return h('div', { class: 'note good' }, h('p', {}, 'Done.'), badge(session, receipt),
        h('p', { class: 'small quiet' }, `${receipt.signers.join(', ')} signed it (${ofAll(receipt.signers.length, session.group.members.length)}).`));
}

function closing(close) {
    return h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', 'data-act': 'close', on: { click: () => close() } }, 'Close'));
}

/** The lines of `describe` as facts. */
export function facts(session, lines) {
    return h('dl', { class: 'facts', 'data-part': 'signed' }, lines.flatMap(one => [h('dt', {}, WORDS[one.label] ?? one.label), h('dd', { class: one.odd ? 'odd' : null, 'data-path': one.path }, shown(session, one))]));
}

function shown(session, { kind, value }) {
    const name = session.petnames?.of(value);
    switch (kind) {
        case 'action': return h('strong', {}, WORDS[value] ?? value);
        case 'amount': return [h('strong', {}, amount(value)), /^-?\d{4,}$/.test(value) ? h('span', { class: 'quiet small' }, ` (${value})`) : null];
        case 'account': return name ? [h('strong', {}, foreign(name)), ' ', h('code', {}, value)] : h('code', {}, value);
        case 'id': return name ? [h('strong', {}, foreign(name)), ' ', foreign(value)] : foreign(value);
        case 'group': return value === session.group.hash ? ['this group ', short(value)] : h('code', {}, value);
        case 'time': return Number.isNaN(Date.parse(value)) ? value : [moment(Date.parse(value)), h('span', { class: 'quiet small' }, ` (${value})`)];
        case 'number': return /^\d+ ms$/.test(value) ? [span(BigInt(value.slice(0, -3))), h('span', { class: 'quiet small' }, ` (${value})`)] : value;
        case 'digest': case 'bytes': return h('code', {}, value);
        case 'choice': return foreign(WORDS[value] ?? value, Infinity);
        case 'part': return h('span', { class: 'quiet' }, value);
        default: return foreign(value, Infinity);
    }
}

function warnings(seen, isOverLimit) {
    return [
        seen.unknown.length === 0 ? null : h('div', { class: 'note bad', role: 'alert' }, h('p', {}, 'This cannot be signed here: it holds something that this page does not understand.'),
            h('p', { class: 'small' }, ...seen.unknown.slice(0, 8).flatMap(path => [foreign(path), ' ']))),
        seen.lines.some(one => one.odd) ? h('div', { class: 'note warn' }, 'A text above holds characters that one does not see. They are marked.') : null,
        !isOverLimit ? null : h('div', { class: 'note warn', 'data-part': 'limit' }, 'In this visit you spend more than you wanted to. Look twice.'),
    ];
}

// The person has agreed, so what goes beyond the limit is only told, from then on each time; without a limit nothing is counted.
function spent(name, payload) {
    if (exceeds(name, payload)) {
        setLimit(name, 1n);
        return;
    }
    try {
        charge(name, payload);
    } catch {
        // No limit, or a request without a sum.
    }
}

// Without a limit nothing is warned about: every signature is asked for anyway.
function exceeds(name, payload) {
    const { limit, spent } = limitOf(name);
    return limit > 0n && spent + spendingOf(payload).amount > limit;
}

function bytesOf(payload) {
    const text = new TextDecoder().decode(payload);
    return h('details', {}, h('summary', {}, 'Show the bytes'), h('p', {}, h('code', {}, foreign(text, Infinity))), h('div', { class: 'row' },
        copyButton(toBase64Url(payload), 'Copy'), h('button', { type: 'button', on: { click: () => save('request.json', 'application/json', payload) } }, 'Save')));
}
