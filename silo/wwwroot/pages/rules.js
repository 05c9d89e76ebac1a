// Rules of the group: what is published, its picture and text; and new ones, checked, drawn and then published.

import { useStyle } from '../parts/asset-style.js';
import { assetPicture } from '../parts/asset-picture.js';
import { kindWords } from '../parts/asset-words.js';
import { badge } from '../parts/badge.js';
import { copyButton, save } from '../parts/dialog.js';
import { h, put } from '../parts/dom.js';
import { sentenceOf } from '../parts/faults.js';
import { field } from '../parts/form.js';
import { checkedBy, compiled, publishedRules, ruleOf, titleOf } from '../parts/shoprules.js';
import { shopTabs } from '../parts/shoprole.js';
import { isOk, signAndSend } from '../parts/signing.js';
import { amount, foreign, short } from '../parts/text.js';
import { LIMITS } from '../proof/limits.js';

useStyle('/parts/ledger.css');
useStyle('/parts/asset.css');

const WAIT_MS = 350;
const SEVERITIES = { error: '\u2717 Has to be put right', warning: '! Look at this', note: 'Note' };

export const rules = {
    path: 'rules',
    words: 'Rules',
    under: 'shop',
    isWide: true,
    render(session, [name]) {
        const shown = name === undefined ? all(session) : name === 'new' ? publish(session) : one(session, name);
        return { node: h('div', {}, h('h1', {}, 'Rules'), shopTabs('rules'), shown.node), dispose: shown.dispose };
    },
};

function all(session) {
    const list = h('div', { 'data-part': 'rules' }, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
    const load = async () => {
        try {
            const found = await publishedRules(session);
            put(list, found.length === 0 ? h('div', { class: 'card' }, h('p', { class: 'quiet' }, 'No rules were published yet. Publish some, and tools, programmes and whatever you think of can follow them.'))
                : h('ul', { class: 'plain grid' }, found.map(rule => h('li', { class: 'card stack', 'data-rules': rule.name },
                    h('h2', {}, h('a', { href: `#/rules/${encodeURIComponent(rule.name)}` }, foreign(titleOf(rule), 60))),
                    h('p', {}, kindWords(rule.name) ?? (rule.machine?.description ? foreign(rule.machine.description, 200) : rule.machine === null ? 'This page cannot read them.' : `${rule.machine.states.length} states, ${rule.machine.transitions.length} steps`)),
                    h('div', { class: 'row apart' }, short(rule.name), badge(session, rule.read))))));
        } catch (fault) {
            put(list, h('div', { class: 'card' }, h('p', { class: 'wrong' }, sentenceOf(fault)), h('button', { type: 'button', on: { click: load } }, 'Ask again')));
        }
    };
    load();
    return { node: h('div', {}, h('p', {}, 'Rules say what can happen to a thing of the record, who may do it and when. Once published they never change, and every merchant applies them.'), h('div', { class: 'row spaced' }, h('a', { class: 'button first', href: '#/rules/new', 'data-act': 'new' }, 'Publish new rules')), list) };
}

function one(session, name) {
    const picture = assetPicture();
    const box = h('div', {}, h('p', { class: 'quiet' }, 'Asking the merchants ...'));
    const load = async () => {
        try {
            const rule = await ruleOf(session, name);
            if (rule === null) {
                put(box, h('div', { class: 'card' }, h('p', {}, 'There are no rules of this name.'), h('a', { class: 'button first', href: '#/rules' }, 'All rules')));
                return;
            }
            put(box, h('section', { class: 'card stack' }, h('div', { class: 'row apart' }, h('h2', {}, foreign(titleOf(rule), 80)), badge(session, rule.read)),
                h('p', {}, kindWords(rule.name) ?? foreign(rule.machine?.description ?? '', 400)), h('p', { class: 'small quiet' }, 'Their name is computed from the text: ', h('code', {}, rule.name))),
            rule.machine === null ? h('div', { class: 'note warn' }, 'This page cannot read these rules, so it draws no picture.') : picture.node,
            textCard(rule));
            if (rule.machine !== null) {
                picture.draw(asAsset(rule.machine), [], () => undefined);
            }
        } catch (fault) {
            put(box, h('div', { class: 'card' }, h('p', { class: 'wrong' }, sentenceOf(fault)), h('button', { type: 'button', on: { click: load } }, 'Ask again')));
        }
    };
    load();
    return { node: box, dispose: () => picture.dispose() };
}

function textCard(rule) {
    return h('section', { class: 'card stack' }, h('h2', {}, 'The text'), h('pre', { class: 'source', tabindex: 0, 'data-part': 'text' }, foreign(rule.text, LIMITS.machineBytes)),
        h('div', { class: 'row' }, copyButton(rule.text), h('button', { type: 'button', on: { click: () => save(`${titleOf(rule).replace(/[^A-Za-z0-9_-]+/g, '-')}.machine`, 'text/plain', rule.text) } }, 'Save')));
}

const asAsset = machine => ({ machine, id: (machine.title ?? 'rules').toLowerCase(), state: { name: null } });

function publish(session) {
    const source = h('textarea', { class: 'source', rows: 16, spellcheck: 'false', autocapitalize: 'none', 'data-act': 'source', placeholder: 'machine Voucher "..."' });
    const text = field('Text of the rules', source, { hint: 'Paste it, or open a file. How to write one: LANGUAGE.md, which came with the program.' });
    const told = h('div', { role: 'status', 'data-part': 'reading' });
    const report = h('div', { 'data-part': 'report' });
    const drawn = h('div', {});
    const picture = assetPicture();
    const file = h('input', { type: 'file', accept: '.machine,.txt,text/plain', hidden: true, 'data-act': 'open-source', 'aria-label': 'File of rules', on: { change: () => take(file.files[0]) } });
    const check = h('button', { type: 'button', class: 'first', 'data-act': 'check', disabled: true, on: { click: () => ask() } }, 'Check them');
    const send = h('button', { type: 'button', 'data-act': 'publish', disabled: true, on: { click: () => deploy() } }, 'Publish');
    let machine = null;
    let timer = null;
    const read = () => {
        const { machine: made = null, fault } = source.value.trim() === '' ? {} : tooLong(source.value) ?? compiled(source.value);
        machine = made;
        put(report);
        send.disabled = true;
        send.classList.remove('first');
        check.classList.add('first');
        check.disabled = machine === null;
        put(told, fault === undefined ? machine === null ? null : h('p', { 'data-part': 'readable' }, `\u2713 ${machine.title}: ${machine.states.length} states, ${machine.transitions.length} steps`)
            : h('p', { class: 'wrong', 'data-part': 'unreadable' }, fault.line > 0 ? `Line ${fault.line}, column ${fault.column}: ` : '', foreign(fault.sentence, 400), fault.right === null ? null : ['. Right would be: ', foreign(fault.right, 200)]));
        put(drawn, machine === null ? null : picture.node);
        if (machine !== null) {
            picture.draw(asAsset(machine), [], () => undefined);
        }
    };
    const take = async chosen => {
        if (chosen !== undefined) {
            source.value = chosen.size <= LIMITS.machineBytes ? await chosen.text() : '';
            read();
            if (chosen.size > LIMITS.machineBytes) {
                put(told, h('p', { class: 'wrong' }, `That file is too large: rules have at most ${LIMITS.machineBytes / 1024} KiB.`));
            }
        }
        file.value = '';
    };
    const ask = async () => {
        const asked = source.value;
        put(report, h('p', { class: 'quiet' }, 'A merchant tries out what can happen under these rules ...'));
        check.disabled = true;
        const answer = await checkedBy(session, asked, machine.name).catch(fault => ({ fault }));
        if (source.value !== asked) {
            return;
        }
        check.disabled = false;
        put(report, answer.fault === undefined ? reportOf(session, answer) : h('div', { class: 'note warn' }, h('p', {}, foreign(sentenceOf(answer.fault), 400)), h('p', {}, 'You can publish them all the same: the merchants check them again, and refuse what does not hold.')));
        send.disabled = answer.isRefused === true || session.key === null;
        check.classList.toggle('first', send.disabled);
        send.classList.toggle('first', !send.disabled);
    };
    const deploy = async () => {
        const outcome = await signAndSend(session, { op: { text: source.value, type: 'machine.deploy' }, title: 'Publish rules', note: 'They can never be changed or taken back; whoever likes can use them.' });
        if (isOk(outcome)) {
            location.hash = `#/rules/${encodeURIComponent(machine.name)}`;
        }
    };
    source.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(read, WAIT_MS);
    });
    return {
        node: h('div', { class: 'asset-columns' },
            h('div', {}, h('section', { class: 'card stack' }, h('h2', {}, 'New rules'), text.node, h('div', { class: 'row' }, h('button', { type: 'button', on: { click: () => file.click() } }, 'Open a file'), file, check, send), told,
                session.key === null ? h('p', { class: 'note' }, 'To publish you need a key: ', h('a', { href: '#/' }, 'begin here'), '. Checking and drawing work without.') : null), report),
            drawn),
        dispose() {
            clearTimeout(timer);
            picture.dispose();
        },
    };
}

function tooLong(source) {
    return new TextEncoder().encode(source).length > LIMITS.machineBytes ? { fault: { sentence: `Rules have at most ${LIMITS.machineBytes / 1024} KiB`, right: null, line: 0, column: 0 } } : null;
}

function reportOf(session, report) {
    return h('section', { class: 'card stack', 'aria-labelledby': 'report' },
        h('div', { class: 'row apart' }, h('h2', { id: 'report' }, `What ${report.from} found`), badge(session, report)),
        h('p', { 'data-part': 'verdict' }, report.isRefused ? '\u2717 These rules would be refused. Put right what is marked.' : report.findings.length === 0 ? '\u2713 Nothing is wrong with them.' : '\u2713 They can be published. Look at what was found first.'),
        report.situations === null ? null : h('p', { class: 'small quiet' }, report.isExhaustive ? `Everything that can happen with small numbers was tried: ${amount(report.situations)} situations.` : `${amount(report.situations)} situations were tried; there are more.`),
        report.faults.length === 0 ? null : h('ul', { class: 'plain lines' }, report.faults.map(fault => h('li', {}, h('div', { class: 'finding error', 'data-severity': 'fault' }, h('strong', {}, `Line ${fault.line}, column ${fault.column}: `), foreign(fault.message, 1000), fault.right === '' ? null : ['. Right would be: ', h('code', {}, foreign(fault.right))])))),
        h('ul', { class: 'plain lines' }, report.findings.map(one => h('li', {}, h('div', { class: `finding ${one.severity} stack`, 'data-severity': one.severity },
            h('p', {}, h('strong', {}, SEVERITIES[one.severity]), one.subject === '' ? null : [': ', h('code', {}, foreign(one.subject))]), h('p', {}, foreign(one.message, 1000)),
            one.steps.length === 0 ? null : h('details', { open: true }, h('summary', {}, 'The shortest way there'), h('ol', { class: 'source' }, one.steps.map(step => h('li', {}, foreign(step)))))))), report.notes.map(note => h('li', { class: 'small quiet' }, foreign(note)))),
        h('p', { class: 'small quiet' }, 'This report is one merchant\'s word. When you publish, all merchants check the rules again.'));
}
