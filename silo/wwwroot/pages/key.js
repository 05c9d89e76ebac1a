// Keys on this device: which one is in use, their backup, names for others, the amount that needs a second look.

import { copyButton, dialog, save } from '../parts/dialog.js';
import { h, put } from '../parts/dom.js';
import { checks, field, form } from '../parts/form.js';
import { say } from '../parts/said.js';
import { amount, foreign } from '../parts/text.js';
import { passphrase } from './home.js';

const MAX_FILE = 64 * 1024;

export const key = {
    path: 'key',
    words: 'Key',
    async render(session, [what]) {
        const box = h('div', {});
        const draw = async () => put(box, await keys(session, draw), restore(session, draw), names(session, draw), await limit(session, draw));
        await draw();
        if (what === 'restore') {
            queueMicrotask(() => box.querySelector('#restore')?.scrollIntoView());
        }
        return { node: h('div', {}, h('h1', {}, 'Your key'), box) };
    },
};

async function keys(session, draw) {
    const list = await session.keys.list();
    return h('div', { class: 'card stack' },
        h('h2', {}, 'On this device'),
        list.length === 0 ? h('p', { class: 'quiet' }, 'There is none yet. Begin at the wallet, or bring a backup back below.') : h('ul', { class: 'plain lines' }, list.map(one => h('li', {},
            h('code', { 'data-part': 'account' }, one.account),
            h('div', { class: 'row' }, one.account === session.key?.account ? h('strong', {}, 'In use') : h('button', { type: 'button', on: { click: async () => (await session.use(one), draw()) } }, 'Use this one'),
                copyButton(one.account, 'Copy the account'),
                one.hasBackup ? h('span', { class: 'quiet small' }, 'a backup was saved') : h('span', { class: 'small' }, 'No backup. If this browser forgets it, it is gone.'),
                h('button', { type: 'button', on: { click: () => remove(session, one, draw) } }, 'Remove'))))),
        h('details', {}, h('summary', {}, 'Make another key'), another(session, draw)));
}

function another(session, draw) {
    const secret = passphrase();
    return form([secret], 'Make a key', async words => {
        const { key: made, backup } = await session.keys.make(words);
        save(backup.name, 'application/json', backup.bytes);
        await session.use(made);
        say('The backup file was saved.');
        await draw();
    });
}

async function remove(session, one, draw) {
    const sure = await dialog('Remove this key from the device?', close => [
        h('p', {}, 'Its points stay where they are, and only the backup file with its passphrase brings the key back.'),
        h('p', {}, h('code', {}, one.account)),
        h('div', { class: 'row' }, h('button', { type: 'button', on: { click: () => close(true) } }, 'Remove it'), h('button', { type: 'button', class: 'first', on: { click: () => close() } }, 'Keep it')),
    ]);
    if (sure) {
        await session.keys.remove(one.account);
        await session.use((await session.keys.list())[0] ?? null);
        await draw();
    }
}

function restore(session, draw) {
    const file = field('Backup file', h('input', { type: 'file', accept: '.json,application/json,.key', 'data-act': 'backup-file' }), { check: () => file.control.files.length === 1 ? null : 'Choose the file first.' });
    const words = field('Its passphrase', h('input', { type: 'password', autocomplete: 'current-password', 'data-act': 'backup-passphrase' }), { check: text => text.length > 0 ? null : 'Without the passphrase the file stays locked.' });
    return h('div', { class: 'card', id: 'restore' }, h('h2', {}, 'Bring a key back'), h('p', {}, 'From a backup of this page, or a key file of the console.'), form([file, words], 'Restore', async (_, secret) => {
        const chosen = file.control.files[0];
        if (chosen.size > MAX_FILE) {
            throw new Error('That file is too large to be a key.');
        }
        const made = await session.keys.restore(new Uint8Array(await chosen.arrayBuffer()), secret);
        words.control.value = '';
        await session.use(made);
        say('The key is here.');
        await draw();
    }));
}

function names(session, draw) {
    const id = field('Account or wallet', h('input', { autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false' }), { check: text => checks.account(text) === null || checks.id(text) === null ? null : 'That is neither an account nor a wallet.' });
    const name = field('Your name for it', h('input', { maxlength: 60 }), { hint: 'Leave it empty to forget the name. Only this browser knows it.' });
    return h('div', { class: 'card' }, h('h2', {}, 'Names for others'),
        h('ul', { class: 'plain lines' }, session.petnames.list().map(([one, words]) => h('li', {}, h('strong', {}, foreign(words)), ' ', h('code', {}, one)))),
        form([id, name], 'Remember', async (text, words) => {
            await session.petnames.set(text.trim(), words.trim());
            await draw();
        }));
}

async function limit(session, draw) {
    const now = await session.limit();
    const sum = field('Points', h('input', { inputmode: 'numeric', value: now.toString(), 'data-act': 'limit' }), { check: checks.amount });
    return h('div', { class: 'card' }, h('h2', {}, 'Look twice above'), h('p', {}, `Once you paid more than ${amount(now)} points in one visit, the signing screen warns you.`), form([sum], 'Set', async digits => {
        await session.setLimit(BigInt(digits.trim()));
        await draw();
    }));
}
