// What was signed and has no certain end yet. Sending the same bytes again cannot do a thing twice.

import { h, put } from '../parts/dom.js';
import { facts, send } from '../parts/signing.js';
import { describe, readRequest } from '../proof/requests.js';
import { nothing } from './home.js';

export const outbox = {
    path: 'outbox',
    words: 'On its way',
    under: '',
    async render(session) {
        const box = h('div', {});
        const draw = async () => {
            const waiting = await pendingOf(session);
            put(box, waiting.length === 0 ? h('div', { class: 'card' }, nothing('Nothing is on its way. Everything that you signed has its receipt.', h('p', {}, h('a', { class: 'button first', href: '#/' }, 'To the wallet'))))
                : waiting.map(one => h('div', { class: 'card', 'data-request': one.id }, h('p', {}, 'Signed, and its end is not known yet.'), facts(session, describe(one.payload).lines),
                    h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', 'data-act': 'retry', on: { click: async () => {
                        await (one.validUntil > Date.now() ? send(session, one.wire, 'Trying again') : session.client.resume());
                        await draw();
                    } } }, 'Try again (safe)')))));
        };
        await draw();
        return { node: h('div', {}, h('h1', {}, 'On its way'), box), dispose: session.onChanged(draw) };
    },
};

async function pendingOf(session) {
    return Promise.all((await session.client.pending()).map(async row => ({ ...row, payload: (await readRequest(row.wire)).payload })));
}
