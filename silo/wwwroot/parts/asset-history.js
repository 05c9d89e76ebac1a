// What happened to an asset, the newest first: who did what, with what stands behind every entry.

import { fromJson } from '../machines/values.js';
import { leavesOf } from '../proof/operations.js';
import { badge } from './badge.js';
import { save } from './dialog.js';
import { h, put } from './dom.js';
import { sentenceOf } from './faults.js';
import { foreign, idName, time } from './text.js';
import { comparePhoto } from './asset-photo.js';
import { shownValue, who } from './asset-values.js';

const PAGE = 20;
const MOST = 200;

/** The section "What happened" of an asset: `{node, load(asset, words)}`. `asset`: `{id, read, machine, state}`. */
export function assetHistory(session) {
    const list = h('div', { 'data-part': 'history' }, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
    const foot = h('div', { class: 'row' });
    let limit = PAGE;
    let turn = 0;
    const load = async (asset, words) => {
        const mine = ++turn;
        let told;
        try {
            told = await session.client.history(asset.id, asset.read, { limit, armedNow: asset.state.timers.due });
        } catch (fault) {
            if (mine === turn) {
                put(list, h('p', { class: 'wrong' }, sentenceOf(fault)));
                put(foot, h('button', { type: 'button', on: { click: () => load(asset, words) } }, 'Ask again'));
            }
            return;
        }
        if (mine !== turn) {
            return;
        }
        put(list, warning(told), told.entries.length === 0 ? h('p', { class: 'quiet' }, 'No merchant tells what happened.') : h('ol', { class: 'timeline' }, told.entries.map(one => entry(session, asset, one, words))));
        put(foot, told.hasOlder && limit < MOST ? h('button', { type: 'button', 'data-act': 'older', on: { click: () => { limit += PAGE; load(asset, words); } } }, 'Show older ones') : null,
            h('button', { type: 'button', 'data-act': 'export-history', on: { click: () => save(`${fileName(asset.id)}-history.json`, 'application/json', exportOf(session, asset, told)) } }, 'Save as a file'));
    };
    return { node: h('section', { class: 'card', 'aria-labelledby': 'happened' }, h('h2', { id: 'happened' }, 'What happened'), list, foot), load };
}

/** A file's name for an asset, without what file systems do not like. */
export function fileName(id) {
    return id.replace(/^[a-z2-7]{26}:/, '').replace(/[^a-z0-9_-]+/g, '-') || 'asset';
}

function warning(told) {
    return told.isFalse ? h('div', { class: 'note bad', role: 'alert' }, h('p', {}, 'The merchant who told this history was found out: it does not fit what the others signed.'),
        told.faults.slice(0, 5).map(one => h('p', { class: 'small' }, foreign(one))), told.gaps.some(gap => !gap.isPruned) ? h('p', { class: 'small' }, 'Something is missing in between.') : null) : null;
}

function entry(session, asset, one, words) {
    const step = one.step?.step ?? one.timer?.transition ?? null;
    return h('li', { class: one.proof === 'verified' ? 'verified' : null, 'data-version': one.version },
        h('div', { class: 'row apart' }, h('strong', {}, step === null ? 'A change' : step === 'asset.create' ? foreign(words.past(asset.machine.creating.name)) : step === 'asset.migrate' ? 'Moved to newer rules' : foreign(words.past(step))), badge(session, one)),
        h('div', { class: 'small quiet' }, time(one.timeMs), doer(session, asset, one)),
        one.proof === 'verified' ? details(session, asset, one, words) : h('div', { class: 'small quiet' }, standing(session, one)));
}

function doer(session, asset, one) {
    if (one.timer !== null) {
        return one.timer.asset === asset.id ? [', by time', one.timer.taken ? null : ' (refused by the rules)'] : [', by time of ', idName(one.timer.asset)];
    }
    if (one.receipt === null) {
        return null;
    }
    const by = one.receipt.request.by;
    return [', by ', by.map((account, i) => [i === 0 ? null : ' and ', who(session, account)]), one.step.calledBy === null ? null : [', through ', idName(one.step.calledBy)]];
}

function standing(session, one) {
    const said = `${one.merchants} of ${session.group.members.length} merchants say so`;
    return one.proof === 'timer' ? `Nobody signs what time does. ${said}${one.wasArmed ? ', and the entry before proves that it was due' : ''}.` : `${said}; the proof is not there yet.`;
}

/** What the step was given, of the signed request. */
function details(session, asset, one, words) {
    const operations = leavesOf(one.receipt.request.op).filter(op => op.id === asset.id && op.input !== undefined && (op.transition ?? 'asset.create') === one.step.step);
    if (operations.length !== 1) {
        return null;
    }
    const transition = asset.machine.transitions.find(({ name }) => name === (operations[0].transition ?? asset.machine.creating.name));
    const inputs = Object.entries(operations[0].input).map(([name, json]) => [name, fromJson(json), transition?.inputs.find(input => input.name === name)?.type ?? null]).filter(([, value]) => value !== null);
    const shown = inputs.filter(([, value]) => !(value.kind === 'text' && value.value === ''));
    return shown.length === 0 ? null : h('details', {}, h('summary', { class: 'small' }, 'What was written down'), h('dl', { class: 'facts' }, shown.flatMap(([name, value, type]) => [
        h('dt', {}, foreign(words.value(name))), h('dd', {}, value.kind === 'bytes' && value.value.length === 64 ? comparePhoto(value.value) : shownValue(session, value, { type, words }))])));
}

/** Everything as merchants answered it: receipts in full, so that anybody can check them with `scew receipt verify`. */
function exportOf(session, asset, told) {
    const decoder = new TextDecoder();
    const entries = told.entries.map(one => ({
        version: one.version, height: one.height, timeMs: one.timeMs, proof: one.proof, step: one.step?.step ?? one.timer?.transition ?? null, by: one.receipt?.request.by ?? [],
        timer: one.timer, merchants: one.merchants, receipt: one.receipt === null ? null : JSON.parse(decoder.decode(one.receipt.bytes)),
    }));
    return JSON.stringify({ schema: 1, group: session.group.hash, asset: asset.id, version: asset.read.register.version, asOf: asset.read.asOf, entries, gaps: told.gaps, faults: told.faults }, null, 1);
}
