// "Somebody asks for your signature": what they ask, read from the very bytes, who signed already, and one's own signature.

import { find } from '../parts/asset-find.js';
import { HALF_FILE, handOver } from '../parts/asset-handover.js';
import { outcomeOf } from '../parts/asset-outcome.js';
import { comparePhoto } from '../parts/asset-photo.js';
import { tryStep } from '../parts/asset-try.js';
import { assetLink, who } from '../parts/asset-values.js';
import { wordsOf } from '../parts/asset-words.js';
import { h, put } from '../parts/dom.js';
import { sentenceOf } from '../parts/faults.js';
import { field, form } from '../parts/form.js';
import { facts, isOk, signPayload } from '../parts/signing.js';
import { ago, foreign, idName, moment } from '../parts/text.js';
import { addSignature, describe, openHalf } from '../proof/requests.js';

const MAX_FILE = 512 * 1024;

export const cosign = {
    path: 'cosign',
    words: 'Somebody asks for your signature',
    under: 'tools',
    async render(session, [text = '']) {
        const box = h('div', {});
        const open = async half => {
            try {
                put(box, ask(session, half, await openHalf(half), open));
            } catch (fault) {
                put(box, h('div', { class: 'card', role: 'alert' }, h('p', { class: 'wrong' }, 'This cannot be signed: ', fault?.code === 'malformed' ? 'it is no whole request.' : foreign(sentenceOf(fault))), h('p', {}, 'Nothing was sent. Ask for it again; perhaps a part is missing.')), input(open));
            }
        };
        if (text === '') {
            put(box, input(open));
        } else {
            await open(halfOf(text));
        }
        return { node: h('div', {}, h('h1', {}, 'Somebody asks for your signature'), box) };
    },
};

/** The half-signed text of what a person pasted: the text itself, or a whole link. */
export function halfOf(text) {
    const link = /#\/cosign\/([A-Za-z0-9_.~-]+)/.exec(text);
    return (link?.[1] ?? text).replace(/\s+/g, '');
}

function input(open) {
    const pasted = field('What they sent you', h('textarea', { rows: 5, spellcheck: 'false', 'data-act': 'paste' }), { hint: 'Paste the link or the text.', check: text => text.trim() === '' ? 'Paste it here, or open the file.' : null });
    const file = h('input', {
        type: 'file', accept: `${HALF_FILE.type},.txt`, 'data-act': 'open-half', 'aria-label': 'Open a file',
        on: {
            change: async () => {
                const chosen = file.files[0];
                if (chosen !== undefined && chosen.size <= MAX_FILE) {
                    await open(halfOf(await chosen.text()));
                } else if (chosen !== undefined) {
                    pasted.tell('That file is too large.');
                }
            },
        },
    });
    return h('div', { class: 'card' }, form([pasted], 'Show me what it says', text => open(halfOf(text))), h('div', { class: 'field asset-foot' }, h('p', {}, 'Or open the file that they sent:'), file));
}

function ask(session, half, asked, open) {
    const { payload, by, op, signed, missing, validUntil } = asked;
    const seen = describe(payload);
    const isMine = session.key !== null && by.includes(session.key.account);
    const isOther = asked.group !== session.group.hash;
    const isLate = validUntil <= Date.now();
    const isDone = session.key !== null && signed.includes(session.key.account) && missing.length > 0;
    const copy = h('div', {});
    const blocked = isOther ? 'It is for another group of merchants.' : isLate ? 'Its time is over; ask for a new one.' : session.key === null ? null : !isMine ? 'It does not ask for your signature: it names others.' : null;
    return h('div', {},
        h('div', { class: 'card', 'data-part': 'signers' }, h('h2', {}, 'Who signs'), h('ul', { class: 'plain' }, by.map(account => h('li', { 'data-signed': String(signed.includes(account)) },
            signed.includes(account) ? '\u2713 ' : '\u2026 ', h('strong', {}, who(session, account)), signed.includes(account) ? ' signed' : account === session.key?.account ? ' have not signed yet' : ' has not signed yet'))),
        h('p', { class: isLate ? 'wrong' : 'small quiet' }, isLate ? 'It was valid until ' : 'Valid until ', moment(validUntil), ` (${ago(validUntil)})`)),
        h('div', { class: 'card' }, h('h2', {}, 'What it says'), isOther ? null : subject(session, asked, copy), photos(op), h('details', {}, h('summary', {}, 'Word for word'), facts(session, seen.lines))),
        blocked === null ? null : h('div', { class: 'note warn', 'data-part': 'blocked' }, blocked),
        session.key === null ? h('div', { class: 'note' }, 'To sign you need your key first. ', h('a', { href: '#/' }, 'Begin')) : null,
        blocked !== null || session.key === null ? null : h('div', { class: 'row' },
            isDone ? h('p', {}, 'You signed it already.') : h('button', { type: 'button', class: 'first', 'data-act': 'cosign', on: { click: () => sign(session, half, asked, open) } }, missing.length > 1 ? 'Sign' : 'Sign and send'),
            isDone ? h('button', { type: 'button', class: 'first', 'data-act': 'hand-over', on: { click: () => handOver(session, half, missing) } }, 'Hand it over') : h('a', { class: 'button', href: '#/tools' }, 'Do nothing')));
}

async function sign(session, half, asked, open) {
    const outcome = await signPayload(session, asked.payload, { title: 'Sign with others', note: 'Others signed the same, or will.', sign: key => addSignature(half, key) });
    if (outcome?.state === 'half') {
        await handOver(session, outcome.half, outcome.missing);
        await open(outcome.half);
    } else if (isOk(outcome)) {
        location.hash = asked.op.type.startsWith('asset.') ? `#/asset/${encodeURIComponent(asked.op.id)}` : '#/';
    }
}

/** What it is about, in words, once the merchants told. */
function subject(session, { by, op }, place) {
    if (op.type !== 'asset.transition') {
        return null;
    }
    const about = h('p', {}, 'It is about ', assetLink({ petnames: { of: () => null } }, op.id));
    const attempt = async () => {
        put(place, h('p', { class: 'quiet' }, 'Trying it on a copy ...'));
        try {
            const found = await find(session, op.id);
            if (found.machine === undefined) {
                put(place, h('p', { class: 'wrong' }, 'What it is about is not there.'));
                return;
            }
            const words = wordsOf(found.machine);
            const title = found.state.values.title;
            put(about, h('strong', {}, foreign(words.step(op.transition))), ': ', h('a', { href: `#/asset/${encodeURIComponent(op.id)}` }, title?.kind === 'text' ? foreign(title.value) : idName(op.id)));
            put(place, outcomeOf(session, found, { ...await tryStep(session, found, op.transition, op.input, by), others: [] }, words));
        } catch (fault) {
            put(place, h('p', { class: 'wrong' }, foreign(sentenceOf(fault))));
        }
    };
    attempt();
    return [about, place, h('div', { class: 'row' }, h('button', { type: 'button', 'data-act': 'try', on: { click: attempt } }, 'Try it on a copy again'))];
}

function photos(op) {
    const prints = Object.values(op.input ?? {}).map(value => value.bytes).filter(bytes => typeof bytes === 'string' && bytes.length === 64);
    return prints.length === 0 ? null : prints.map(comparePhoto);
}
