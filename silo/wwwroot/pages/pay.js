// A payment: whom, how much, then the signing screen.

import { h } from '../parts/dom.js';
import { checks, field, form } from '../parts/form.js';
import { isOk, signAndSend } from '../parts/signing.js';
import { foreign } from '../parts/text.js';
import { amountField } from './home.js';

export const pay = {
    path: 'pay',
    words: 'Pay',
    under: '',
    render(session, [to = '', points = '', owner = '']) {
        if (session.key === null) {
            return { node: h('div', { class: 'card' }, h('h1', {}, 'Pay'), h('p', {}, 'To pay you need a key first; it takes one minute.'), h('a', { class: 'button first', href: '#/' }, 'Begin')) };
        }
        const names = session.petnames.list().filter(([id]) => checks.id(id) === null);
        const target = text => receiverOf(names.find(([, name]) => name === text.trim())?.[0] ?? text);
        const list = h('datalist', { id: 'known' }, names.map(([id, name]) => h('option', { value: id }, name)));
        const receiver = field('To which wallet', h('input', { list: 'known', autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', 'data-act': 'to' }),
            { hint: 'Paste the link or the wallet that the receiver gave you, or a name that you gave it.', check: text => {
                const { to } = target(text);
                return to === session.wallet ? 'That is your own wallet.' : checks.id(to) && 'That is no name of a wallet.';
            } });
        const sum = amountField();
        receiver.control.value = to;
        sum.control.value = /^\d{1,19}$/.test(points) ? points : '';
        const known = checks.account(owner) === null ? owner : null;
        return {
            node: h('div', {}, h('h1', {}, 'Pay'),
                known ? h('p', {}, 'The link says that this wallet belongs to ', foreign(session.petnames.of(known) ?? known), '. The payment only goes through if it does.') : null,
                h('div', { class: 'card' }, form([receiver, sum], 'Continue', async (text, digits) => {
                    const { to: wallet, owner: named } = target(text);
                    const op = { amount: BigInt(digits.trim()).toString(), from: session.wallet, to: wallet, type: 'transfer' };
                    const payee = named ?? (wallet === to ? known : null);
                    if (payee !== null) {
                        op.toOwner = payee;
                    }
                    const outcome = await signAndSend(session, { op, title: 'Pay' });
                    if (receiver.control.isConnected && (isOk(outcome) || outcome?.state === 'unknown')) {
                        location.hash = isOk(outcome) ? '#/' : '#/outbox';
                    }
                }, list))),
        };
    },
};

/** Wallet and owner of what a person typed: a wallet's name, or a whole payment link. */
export function receiverOf(text) {
    const link = /#\/pay\/([^/]+)(?:\/[^/]*)?(?:\/([A-Za-z0-9_-]{43}))?\/?$/.exec(text.trim());
    if (link === null) {
        return { to: text.trim(), owner: null };
    }
    try {
        return { to: decodeURIComponent(link[1]), owner: link[2] ?? null };
    } catch {
        return { to: text.trim(), owner: null };
    }
}
