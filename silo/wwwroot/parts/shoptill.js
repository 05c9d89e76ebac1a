// The till: an amount, a customer's wallet, one signature. Points given, taken back, paid back, or asked for.

import { receiverOf } from '../pages/pay.js';
import { openWallet } from '../pages/home.js';
import { isDigest } from '../proof/bytes.js';
import { badge } from './badge.js';
import { copyButton } from './dialog.js';
import { h, put } from './dom.js';
import { checks, field, form } from './form.js';
import { roleOf } from './shoprole.js';
import { recent } from './shoprecent.js';
import { isOk, signAndSend } from './signing.js';
import { nameOf } from './ledgernames.js';
import { amount, time } from './text.js';

const KINDS = {
    give: { words: 'Give points', title: 'Give points', needs: 'issuer', hint: 'The customer gets new points from you.' },
    ask: { words: 'Be paid', title: 'Ask for a payment', hint: 'The customer pays you points; they sign, and you see it arrive.' },
    refund: { words: 'Pay back', title: 'Pay back', hint: 'Points go from your shop\'s wallet to the customer.' },
    back: { words: 'Take back', title: 'Take back points', needs: 'issuer', hint: 'Points that you gave by mistake vanish from the customer\'s wallet. Only as many as you gave and are still there.' },
};

/** `{node, dispose}`. `wallet` and `kind` fill in what another page knows already. */
export function till(session, { wallet = '', kind = null } = {}) {
    const { issuer } = roleOf(session);
    const allowed = Object.keys(KINDS).filter(name => KINDS[name].needs !== 'issuer' || issuer !== null);
    let chosen = allowed.includes(kind) ? kind : allowed[0];
    const waiting = h('div', {});
    const lately = recent(session);
    const sum = field('How many points', h('input', { inputmode: 'numeric', autocomplete: 'off', class: 'till-amount', 'data-act': 'amount' }), { check: checks.amount });
    const names = session.petnames.list().filter(([id]) => checks.id(id) === null && checks.account(id) !== null);
    const customer = field('Customer\'s wallet', h('input', { list: 'till-known', autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', value: wallet, 'data-act': 'wallet' }),
        { hint: 'Its name, or the whole link that the customer shows.', check: text => chosen === 'ask' || checks.id(receiverOf(text).to) === null ? null : 'Type the name of the wallet, or paste the customer\'s link.' });
    const hint = h('p', { class: 'quiet', 'data-part': 'kind-hint' });
    const button = words => { made.querySelector('button[type=submit]').textContent = words; };
    const show = () => {
        put(hint, KINDS[chosen].hint);
        customer.node.hidden = chosen === 'ask';
        button(chosen === 'ask' ? 'Show the link' : 'Continue');
    };
    const kinds = h('fieldset', { class: 'kinds' }, h('legend', {}, 'What happens'), allowed.map(name => h('label', { class: 'kind' },
        h('input', { type: 'radio', name: 'till-kind', value: name, checked: name === chosen, 'data-act': `kind-${name}`, on: { change: () => (chosen = name, put(waiting), show()) } }), h('span', {}, KINDS[name].words))));
    const made = form([sum, customer], 'Continue', async (digits, text) => {
        const points = BigInt(digits.trim()).toString();
        if (chosen === 'ask') {
            stopWaiting();
            stopWaiting = await askFor(session, points, waiting);
            return;
        }
        const id = receiverOf(text).to;
        if (isOk(await act(session, chosen, id, points, customer, sum))) {
            sum.control.value = '';
            customer.control.value = '';
            sum.control.focus();
        }
    }, h('datalist', { id: 'till-known' }, names.map(([id, name]) => h('option', { value: id }, name))));
    let stopWaiting = () => undefined;
    made.prepend(kinds, hint);
    show();
    return {
        node: h('div', { class: 'shop-columns' }, h('div', {}, h('section', { class: 'card', 'aria-label': 'Till' }, made), waiting), lately.node),
        dispose() {
            stopWaiting();
            lately.dispose();
        },
    };
}

/** One booking: looked up first, so that a slip of the pen is told before anything is signed. Resolves as `signAndSend`. */
async function act(session, kind, id, points, customer, sum) {
    const read = await session.client.read('wallet', id, { fresh: true });
    if (!read.present) {
        customer.tell('There is no wallet of this name. Ask the customer to open theirs, and to show you its link.');
        customer.control.focus();
        return undefined;
    }
    const title = KINDS[kind].title;
    if (kind === 'give') {
        return signAndSend(session, { op: { delta: points, id, type: 'sum' }, title, note: 'New points for this wallet.' });
    }
    if (kind === 'back') {
        const given = givenBy(session, read);
        if (given < BigInt(points)) {
            sum.tell(`Of the ${amount(read.value.balance)} points in this wallet ${amount(given)} can be taken back: those that you gave and that are still there.`);
            sum.control.focus();
            return undefined;
        }
        return signAndSend(session, { op: { delta: `-${points}`, id, type: 'sum' }, title, note: 'These points vanish from the customer\'s wallet.' });
    }
    const own = await session.client.read('wallet', session.wallet, { fresh: true });
    if (!own.present || own.value.balance < BigInt(points)) {
        sum.tell(own.present ? `Your shop's wallet holds ${amount(own.value.balance)} points.` : 'Your shop has no wallet yet: choose "Be paid" once to open it.');
        return undefined;
    }
    return signAndSend(session, { op: { amount: points, from: session.wallet, to: id, toOwner: read.register.owner, type: 'transfer' }, title, note: 'From your shop\'s wallet to the customer\'s.' });
}

/** How many points of a wallet this shop gave and may take back: BigInt. */
export function givenBy(session, read) {
    const given = read.value.issued.find(one => one.issuer === session.key.account)?.amount ?? 0n;
    return read.register.owner === session.key.account || given > read.value.balance ? read.value.balance : given;
}

async function askFor(session, points, box) {
    const own = await session.client.read('wallet', session.wallet, { fresh: true });
    if (!own.present && !await openWallet(session)) {
        return () => undefined;
    }
    const link = `${location.origin}/#/pay/${encodeURIComponent(session.wallet)}/${points}/${session.key.account}`;
    const came = h('div', { role: 'status', 'data-part': 'came' }, h('p', { class: 'quiet' }, 'Waiting for the payment ...'));
    put(box, h('section', { class: 'card stack', 'data-part': 'asking' }, h('h2', {}, `${amount(points)} points, please`), h('p', {}, 'The customer opens this link and signs:'), h('p', {}, h('code', { 'data-part': 'link' }, link)), h('div', { class: 'row' }, copyButton(link, 'Copy the link')), came));
    const stop = session.feed([session.wallet], event => arrived(session, event, points, came, own.height), { since: '' });
    return () => {
        stop();
        put(box);
    };
}

// An event is one merchant's word: what counts is the receipt, checked here, and of a payment after the question: an old one proves nothing new.
async function arrived(session, event, points, came, since) {
    const receipt = event.kind === 'result' && event.code === 'ok' && isDigest(event.requestId) ? await session.client.receipt(event.requestId).catch(() => null) : null;
    const op = receipt?.code === 'ok' && receipt.height > since ? receipt.request.op : null;
    const got = (op?.type === 'transfer' ? [op] : op?.legs ?? []).filter(leg => leg.to === session.wallet).reduce((sum, leg) => sum + BigInt(leg.amount), 0n);
    if (got > 0n) {
        const isAll = got === BigInt(points);
        put(came, h('div', { class: `note ${isAll ? 'good' : 'warn'}`, 'data-part': 'paid', 'data-value': got }, h('p', {}, h('strong', {}, isAll ? `\u2713 ${amount(got)} points arrived` : `! ${amount(got)} points arrived, not ${amount(points)}`)),
            h('p', { class: 'small' }, 'from ', nameOf(session, op.from ?? op.legs[0].from), ' ', time(receipt.timeMs)), badge(session, receipt)));
    }
}
