// One asset: what it is now, what one can do with it, how it can go on, what happened.

import { assetFeed } from '../parts/asset-feed.js';
import { find } from '../parts/asset-find.js';
import { assetHistory } from '../parts/asset-history.js';
import { looked } from '../parts/asset-outcome.js';
import { assetPicture } from '../parts/asset-picture.js';
import { takeStep } from '../parts/asset-step.js';
import { stepsOf } from '../parts/asset-steps.js';
import { useStyle } from '../parts/asset-style.js';
import { instant, shownValue, who } from '../parts/asset-values.js';
import { isTool, kindWords, wordsOf } from '../parts/asset-words.js';
import { nameAccount } from '../parts/asset-naming.js';
import { asOf, badge } from '../parts/badge.js';
import { copyButton } from '../parts/dialog.js';
import { h, put } from '../parts/dom.js';
import { sentenceOf } from '../parts/faults.js';
import { checks } from '../parts/form.js';
import { foreign, idName } from '../parts/text.js';

// What a person looks for first; the rest stands below.
const FIRST = ['owner', 'holder', 'borrower', 'dueBack', 'pickUpEnds', 'inspectBy', 'answerBy', 'lostAt', 'deposit', 'claimed', 'queue'];

export const asset = {
    path: 'asset',
    words: 'One thing and its rules',
    isWide: true,
    under: 'tools',
    render(session, [id = '']) {
        useStyle('/parts/asset.css');
        if (checks.id(id) !== null) {
            return { node: h('div', { class: 'card' }, h('h1', {}, 'Nothing of that name'), h('p', {}, 'The address names nothing that could be noted down. '), h('a', { class: 'button first', href: '#/tools' }, 'To the tools')) };
        }
        const title = h('h1', { 'data-part': 'title' }, idName(id));
        const now = h('div', { class: 'card', 'data-part': 'state' }, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
        const steps = h('div', {});
        const all = h('div', {});
        const picture = assetPicture();
        const history = assetHistory(session);
        let turn = 0;
        const load = async () => {
            const mine = ++turn;
            let found;
            try {
                found = await find(session, id);
            } catch (fault) {
                if (mine === turn) {
                    put(now, h('p', { class: 'wrong' }, foreign(sentenceOf(fault), 2000)), again(load));
                }
                return;
            }
            if (mine !== turn) {
                return;
            }
            history.node.hidden = picture.node.hidden = found.machine === undefined;
            if (found.machine === undefined) {
                put(now, h('p', {}, 'There is nothing of this name: the merchants proved it.'), h('div', { class: 'row' }, badge(session, found.read), asOf(found.read), again(load)));
                put(steps);
                put(all);
                return;
            }
            const words = wordsOf(found.machine);
            const open = stepsOf(session, found);
            const take = name => {
                const entry = [...open.mine, ...open.shared].find(one => one.name === name);
                return entry === undefined ? undefined : takeStep(session, found, entry, words).then(outcome => outcome && load());
            };
            put(title, found.state.values.title?.kind === 'text' ? foreign(found.state.values.title.value) : idName(id));
            put(now, state(session, found, words, load));
            put(steps, whatNow(session, found, open, words, take));
            put(all, everything(session, found, words));
            picture.draw(found, [...open.mine, ...open.shared.map(one => ({ ...one, open: true }))], take);
            history.load(found, words);
        };
        const stopFeed = assetFeed(session, id, load);
        const stopChanges = session.onChanged(load);
        load();
        return {
            node: h('div', {}, title, h('div', { class: 'asset-columns' }, h('div', {}, now, steps), h('div', {}, history.node)), picture.node, all),
            dispose() {
                turn += 1;
                stopFeed();
                stopChanges();
                picture.dispose();
            },
        };
    },
};

function again(load) {
    return h('button', { type: 'button', class: 'link', 'data-act': 'again', on: { click: load } }, 'Ask again');
}

function state(session, found, words, load) {
    const { machine, read } = found;
    const values = { owner: { kind: 'account', value: found.state.owner }, ...found.state.values };
    const shown = FIRST.filter(name => values[name] !== undefined && values[name].kind !== 'none' && !(values[name].kind === 'list' && values[name].items.length === 0));
    return [
        h('p', { class: 'quiet small' }, kindWords(machine.name) ?? ['Rules: ', foreign(machine.title ?? machine.name), machine.description === null ? null : [', ', foreign(machine.description)]]),
        h('p', { class: 'asset-state', 'data-part': 'state-name', 'data-value': found.state.name }, foreign(words.state(found.state.name))),
        h('dl', { class: 'facts' }, shown.flatMap(name => [h('dt', {}, foreign(words.value(name))), h('dd', { 'data-value-of': name }, shownValue(session, values[name], { type: typeOf(machine, name), words }), naming(session, values[name], load))])),
        h('div', { class: 'row' }, badge(session, read), asOf(read), again(load)),
    ];
}

/** A button that gives an account a name which only this browser knows. */
function naming(session, value, load) {
    if (value.kind !== 'account' || value.value === session.key?.account || session.petnames.of(value.value) !== null) {
        return null;
    }
    return [' ', h('button', { type: 'button', class: 'link small', 'data-act': 'name', on: { click: async () => await nameAccount(session, value.value) && load() } }, 'Give a name')];
}

const typeOf = (machine, name) => machine.values.find(value => value.name === name)?.type ?? null;

function whatNow(session, found, { mine, shared, timed, closed }, words, take) {
    const open = [...mine, ...shared].sort((a, b) => words.rank(a.name) - words.rank(b.name) || 0);
    const due = timed.filter(one => one.due !== null);
    return h('section', { class: 'card', 'aria-labelledby': 'now' },
        h('h2', { id: 'now' }, 'What you can do now'),
        session.key === null ? h('p', {}, 'To do something here you need a key first; it takes one minute. ', h('a', { href: '#/' }, 'Begin'))
            : open.length === 0 ? h('p', {}, 'Nothing for you at the moment. Below stands why.') : null,
        h('ul', { class: 'plain asset-steps', 'data-part': 'open' }, open.map((one, i) => h('li', {},
            h('button', { type: 'button', class: i === 0 ? 'first' : null, 'data-act': 'step', 'data-step': one.name, on: { click: () => take(one.name) } }, foreign(words.step(one.name))),
            one.others === undefined ? null : h('p', { class: 'small quiet' }, 'Needs another signature: ', one.others.map((account, j) => [j === 0 ? null : ', ', who(session, account)])),
            one.note === null ? null : h('p', { class: 'small quiet' }, 'Other records are asked too, and may refuse it.')))),
        due.length === 0 ? null : h('div', {}, h('h3', {}, 'Time does by itself'), h('ul', { class: 'plain', 'data-part': 'timed' }, due.map(one => h('li', { class: 'small' },
            foreign(words.step(one.name)), ': ', instant(one.due))))),
        closed.length === 0 ? null : h('details', { 'data-part': 'closed' }, h('summary', {}, `Not now, because ... (${closed.length})`), h('ul', { class: 'plain asset-steps' },
            closed.map(one => h('li', { 'data-step': one.name }, h('strong', {}, foreign(words.step(one.name))), h('div', { class: 'small' }, reason(found, one, words)), looked(session, one.values, words))))));
}

function reason(found, one, words) {
    return one.from.includes(found.state.name) ? foreign(one.why) : ['only while it is: ', one.from.map((name, i) => [i === 0 ? null : ', ', foreign(words.state(name))])];
}

function everything(session, found, words) {
    const { machine, read, id } = found;
    const link = `${location.origin}/#/asset/${encodeURIComponent(id)}`;
    return h('div', { class: 'card' },
        h('div', { class: 'row' }, copyButton(link, 'Copy the link to this page'), isTool(machine.name) ? h('a', { class: 'button', href: '#/tools' }, 'All tools') : null),
        h('details', {}, h('summary', {}, 'Everything that is noted'), h('dl', { class: 'facts', 'data-part': 'values' },
            h('dt', {}, 'Name in the record'), h('dd', {}, h('code', {}, foreign(id))), h('dt', {}, 'Version'), h('dd', {}, String(read.register.version)), h('dt', {}, 'Owner'), h('dd', {}, h('code', {}, found.state.owner)),
            Object.entries(found.state.values).flatMap(([name, value]) => [h('dt', {}, foreign(words.value(name))), h('dd', {}, shownValue(session, value, { type: typeOf(machine, name), words }))]))),
        h('details', {}, h('summary', {}, 'The rules, word for word'), h('p', { class: 'small' }, 'Their name is the fingerprint of this text: ', h('code', {}, machine.name)), h('pre', { class: 'scroll small', tabindex: 0 }, h('code', {}, machine.text))));
}
