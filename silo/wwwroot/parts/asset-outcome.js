// What a step on a copy came to, in words: the state after it and what changes, or the sentence that refuses it.

import { equal, show } from '../machines/values.js';
import { all, h } from './dom.js';
import { amount, foreign, idName } from './text.js';
import { shownValue, who } from './asset-values.js';
import { wordsOf } from './asset-words.js';

/** Nodes for the answer of `tryStep`. */
export function outcomeOf(session, asset, tried, words) {
    return tried.refused === undefined ? taken(session, asset, tried, words) : refusal(session, tried, words);
}

/** A refusal: its sentence, what it looked at, and whose it is. */
export function refusal(session, { refused }, words) {
    return h('div', { class: 'note warn', 'data-part': 'refused' },
        h('p', {}, refused.id === undefined ? 'It would be refused: ' : ['It would be refused by ', idName(refused.id), ': '], h('strong', {}, foreign(refused.message))),
        looked(session, refused.because, words),
        h('p', { class: 'small' }, 'Nothing was sent, and nothing changed.'));
}

/** What a rule looked at: its own words and the values it found. */
export function looked(session, because, words) {
    return because.length === 0 ? null : h('details', {}, h('summary', {}, 'What the rule looked at'),
        h('dl', { class: 'facts' }, because.flatMap(({ text, value }) => [h('dt', {}, foreign(text)), h('dd', {}, shownValue(session, value, { words }))])));
}

function taken(session, asset, { state, asked, others }, words) {
    const typeOf = name => asset.machine.values.find(value => value.name === name)?.type ?? null;
    const names = [...new Set([...Object.keys(asset.state.values), ...Object.keys(state.values)])];
    const changed = names.filter(name => asset.state.values[name] === undefined || state.values[name] === undefined || !equal(asset.state.values[name], state.values[name]));
    const one = (name, value) => value === undefined ? h('span', { class: 'quiet' }, 'nothing') : show(value).length > 400 ? 'changed' : shownValue(session, value, { type: typeOf(name), words });
    return h('div', { class: 'note good', 'data-part': 'would-be' },
        h('p', {}, 'On a copy it works. It would be: ', h('strong', {}, foreign(words.state(state.name)))),
        others.length === 0 ? null : h('p', {}, 'Once it is signed by ', others.map((account, i) => [i === 0 ? null : ' and ', who(session, account)]), ' too.'),
        changed.length === 0 ? null : h('details', {}, h('summary', {}, `What changes (${changed.length})`), h('dl', { class: 'facts' }, changed.flatMap(name => [
            h('dt', {}, foreign(words.value(name))), h('dd', {}, one(name, asset.state.values[name]), ' \u2192 ', one(name, state.values[name]))]))),
        asked.length === 0 ? null : h('ul', {}, asked.map(call => h('li', {}, askedOf(call)))),
        h('p', { class: 'small quiet' }, 'Nothing was sent yet. What counts is what the merchants find when it arrives.'));
}

function askedOf(call) {
    return call.id === undefined ? all(`${amount(call.amount)} points from `, idName(call.from), ' to ', idName(call.to))
        : all(idName(call.id), ': ', foreign(call.machine === null ? call.transition : wordsOf(call.machine).step(call.transition)));
}
