// Points of a programme: what can be spent now, what comes and what ends when; paying with them at a till, and giving them away.

import { assetFeed } from '../parts/asset-feed.js';
import { find } from '../parts/asset-find.js';
import { assetHistory } from '../parts/asset-history.js';
import { freshCode } from '../parts/asset-hints.js';
import { holdings, merchantsOf, ownAccounts, programmeOf, programmes } from '../parts/asset-points.js';
import { takeStep } from '../parts/asset-step.js';
import { stepsOf } from '../parts/asset-steps.js';
import { useStyle } from '../parts/asset-style.js';
import { who } from '../parts/asset-values.js';
import { wordsOf } from '../parts/asset-words.js';
import { foreignText } from '../parts/asset-plain.js';
import { RULES } from '../parts/asset-rules.js';
import { asOf, badge } from '../parts/badge.js';
import { copyButton, dialog } from '../parts/dialog.js';
import { h, put } from '../parts/dom.js';
import { sentenceOf } from '../parts/faults.js';
import { checks, field, form } from '../parts/form.js';
import { isOk, signAndSend } from '../parts/signing.js';
import { ago, amount, day, foreign, idName, moment } from '../parts/text.js';

const DAY_MS = 86_400_000;
const CODE = 6;
const SOON_MS = 30 * DAY_MS;

export const points = {
    path: 'points',
    words: 'Points of a programme',
    under: '',
    render(session, [id]) {
        useStyle('/parts/asset.css');
        if (session.key === null) {
            return { node: h('div', { class: 'card' }, h('h1', {}, 'Points of a programme'), h('p', {}, 'To collect points you need a key first; it takes one minute.'), h('a', { class: 'button first', href: '#/' }, 'Begin')) };
        }
        return id === undefined ? overview(session) : account(session, id);
    },
};

function overview(session) {
    const list = h('div', { 'data-part': 'accounts' }, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
    let isLeft = false;
    const load = async () => {
        try {
            const [mine, all] = await Promise.all([ownAccounts(session), programmes(session)]);
            if (!isLeft) {
                put(list, mine.map(one => brief(session, one, all)), openAccount(session, mine, all));
            }
        } catch (fault) {
            put(list, h('div', { class: 'card' }, h('p', { class: 'wrong' }, sentenceOf(fault)), again(load)));
        }
    };
    load();
    return { node: h('div', {}, h('h1', {}, 'Points of a programme'), h('p', {}, 'Several merchants honour the same points. They come with dates: from when they can be spent, and until when.'), list), dispose: () => { isLeft = true; } };
}

function brief(session, one, all) {
    const { spendable, pendingSum } = holdings(one);
    const programme = all.find(({ id }) => id === one.state.values.programme.value);
    return h('div', { class: 'card', 'data-id': one.id },
        h('h2', {}, h('a', { href: `#/points/${encodeURIComponent(one.id)}` }, programme === undefined ? idName(one.id) : foreign(programme.state.values.name.value))),
        h('p', { class: 'amount' }, amount(spendable), h('span', { class: 'small quiet' }, ' points')),
        pendingSum > 0n ? h('p', { class: 'quiet' }, `${amount(pendingSum)} more are pending`) : null,
        h('div', { class: 'row' }, badge(session, one.read), asOf(one.read), h('a', { class: 'button first', href: `#/points/${encodeURIComponent(one.id)}` }, 'Open')));
}

function openAccount(session, mine, all) {
    const left = all.filter(one => !mine.some(account => account.state.values.programme.value === one.id));
    if (left.length === 0) {
        return all.length > 0 ? null : h('div', { class: 'card' }, h('h2', {}, 'No programme yet'), h('p', {}, 'The merchants of this group run no programme of points. Your wallet holds plain points: ', h('a', { href: '#/' }, 'to the wallet')));
    }
    const choice = field('Programme', h('select', { 'data-act': 'programme' }, left.map(one => h('option', { value: one.id }, foreignText(one.state.values.name.value)))));
    return h('div', { class: 'card' }, h('h2', {}, 'Open an account'), h('p', {}, 'It costs nothing. Tell its name to the shop when you buy something.'), form([choice], 'Open the account', async programme => {
        const id = `${session.prefix}:points-${freshCode(5)}`;
        const outcome = await signAndSend(session, { op: { id, input: { programme: { text: programme } }, machine: RULES.points, type: 'asset.create' }, title: 'Open an account', note: 'The merchants note down an empty account that only your key can spend from.' });
        if (isOk(outcome)) {
            location.hash = `#/points/${encodeURIComponent(id)}`;
        }
    }));
}

function account(session, id) {
    const title = h('h1', {}, 'Points of a programme');
    const box = h('div', {}, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
    const history = assetHistory(session);
    let turn = 0;
    const load = async () => {
        const mine = ++turn;
        try {
            const one = checks.id(id) === null ? await find(session, id) : {};
            const programme = one.machine?.name === RULES.points ? await programmeOf(session, one) : null;
            if (mine !== turn) {
                return;
            }
            history.node.hidden = one.machine?.name !== RULES.points;
            if (history.node.hidden) {
                put(box, h('div', { class: 'card' }, h('p', {}, 'There is no account of points of this name. '), h('a', { class: 'button first', href: '#/points' }, 'My accounts')));
                return;
            }
            put(title, programme === null ? 'Points of a programme' : foreign(programme.state.values.name.value));
            put(box, shown(session, one, programme, load));
            history.load(one, wordsOf(one.machine));
        } catch (fault) {
            if (mine === turn) {
                put(box, h('div', { class: 'card' }, h('p', { class: 'wrong' }, foreign(sentenceOf(fault))), again(load)));
            }
        }
    };
    const stopFeed = assetFeed(session, id, load);
    const stopChanges = session.onChanged(load);
    load();
    return {
        node: h('div', {}, title, box, history.node, h('p', { class: 'small' }, h('a', { href: `#/asset/${encodeURIComponent(id)}` }, 'Everything about this account'), ' \u00b7 ', h('a', { href: '#/points' }, 'My accounts'))),
        dispose() {
            turn += 1;
            stopFeed();
            stopChanges();
        },
    };
}

const again = load => h('button', { type: 'button', class: 'link', 'data-act': 'again', on: { click: load } }, 'Ask again');

function shown(session, one, programme, load) {
    const held = holdings(one);
    const isOwn = one.state.owner === session.key.account;
    const open = stepsOf(session, one);
    const words = wordsOf(one.machine);
    const start = (name, more) => takeStep(session, one, open.mine.find(entry => entry.name === name), words, more);
    return [
        h('div', { class: 'card', 'data-part': 'spendable' },
            h('p', { class: 'quiet' }, 'You can spend'), h('p', { class: 'amount' }, h('span', { 'data-part': 'amount', 'data-value': held.spendable }, amount(held.spendable)), h('span', { class: 'small quiet' }, ' points')),
            h('div', { class: 'row' }, badge(session, one.read), asOf(one.read), again(load)),
            held.isFrozen ? h('p', { class: 'note warn' }, 'Two merchants froze this account. Ask one of them why.') : null,
            !isOwn ? h('p', { class: 'quiet' }, 'This account belongs to ', who(session, one.state.owner), '.') : h('div', { class: 'row' },
                h('button', { type: 'button', class: 'first', 'data-act': 'till', disabled: held.spendable === 0n || held.isFrozen || programme === null, on: { click: () => atTill(session, one, programme, start) } }, 'Pay at a shop'),
                h('button', { type: 'button', 'data-act': 'give', disabled: held.spendable === 0n || held.isFrozen, on: { click: () => start('transfer') } }, 'Give some away'),
                h('button', { type: 'button', 'data-act': 'account-name', on: { click: () => nameOf(one) } }, 'My account\'s name')),
            held.spendable === 0n && isOwn ? h('p', { class: 'small quiet' }, 'Buy something at a merchant of the programme and tell them your account\'s name.') : null),
        held.holds.length === 0 ? null : h('section', { class: 'card', 'data-part': 'holds' }, h('h2', {}, 'Set aside'), h('ul', { class: 'plain lines' }, held.holds.map(hold => h('li', {},
            h('div', { class: 'row apart' }, h('span', {}, h('strong', {}, `${amount(hold.amount)} points`), ' for ', who(session, hold.agent)), h('button', { type: 'button', 'data-act': 'code', on: { click: () => showCode(session, one.id, hold) } }, 'Show the code')),
            h('p', { class: 'small quiet' }, `Come back to you if nobody takes them by ${moment(hold.until)} (${ago(hold.until)}).`))))),
        held.pending.length === 0 ? null : h('section', { class: 'card', 'data-part': 'pending' }, h('h2', {}, 'Pending'), h('ul', { class: 'plain lines' }, held.pending.map(part => h('li', {},
            h('strong', {}, `${amount(part.amount)} points`), ' from ', who(session, part.issuer), `: can be spent from ${day(part.opens)}`, h('div', { class: 'small quiet' }, 'Order ', foreign(part.order)))))),
        h('section', { class: 'card', 'data-part': 'lots' }, h('h2', {}, 'When they end'), held.lots.length === 0 ? h('p', { class: 'quiet' }, 'No points that could end.') : h('table', {},
            h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Until'), h('th', { scope: 'col' }, 'From'), h('th', { scope: 'col', class: 'num' }, 'Points'))),
            h('tbody', {}, held.lots.map(lot => h('tr', {}, h('td', {}, day(lot.expires), lot.expires < Date.now() + SOON_MS ? h('span', { class: 'small' }, ` (soon: ${ago(lot.expires)})`) : null), h('td', {}, who(session, lot.issuer)), h('td', { class: 'num' }, amount(lot.left)))))),
            h('p', { class: 'small quiet' }, 'What ends first is spent first.')),
    ];
}

/** Sets points aside for one merchant and shows the short code that the shop types. */
async function atTill(session, one, programme, start) {
    const code = freshCode(CODE);
    const shops = merchantsOf(programme).map(account => [account, session.petnames.of(account) ?? `${account.slice(0, 8)}...`]);
    const outcome = await start('authorise', {
        title: 'Pay at a shop',
        note: 'The points are set aside for that shop alone. You get a short code; the shop types it and takes what you owe. What it does not take comes back.',
        hints: { hold: { value: { text: code }, isFixed: true }, until: { value: { time: Date.now() + DAY_MS }, isFixed: true }, agent: { choices: shops, label: 'Which shop' } },
    });
    if (isOk(outcome)) {
        await showCode(session, one.id, { id: code, agent: outcome.receipt.request.op.input.agent.account });
    }
}

function showCode(session, account, hold) {
    return dialog('Tell the shop', close => [
        h('p', {}, 'The code for ', who(session, hold.agent), ':'),
        h('p', { class: 'code-large mono', 'data-part': 'code' }, foreign(hold.id)),
        h('p', { class: 'small quiet' }, 'Only this shop can use it. If it asks which account: ', h('code', {}, account)),
        h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', 'data-act': 'close', on: { click: () => close() } }, 'Close')),
    ]);
}

function nameOf(one) {
    return dialog('Your account\'s name', close => [
        h('p', {}, 'Shops and friends give points to this name:'), h('p', {}, h('code', { 'data-part': 'account-name' }, one.id)), copyButton(one.id),
        h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', on: { click: () => close() } }, 'Close')),
    ]);
}
