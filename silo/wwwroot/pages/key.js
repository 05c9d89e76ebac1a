// Keys on this device: which one is in use, their backup, names for others, the amount that needs a second look.

import { backupFiles, backupKey, forgetKey, listKeys, restoreKey } from '../proof/keys.js';
import { readKeyFile } from '../proof/keyFiles.js';
import { limitOf, setLimit } from '../proof/session.js';
import { copyButton, dialog } from '../parts/dialog.js';
import { h, put } from '../parts/dom.js';
import { checks, field, form } from '../parts/form.js';
import { freeName, makeKey, saveFiles } from '../parts/makekey.js';
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
    const list = await listKeys();
    return h('div', { class: 'card stack' },
        h('h2', {}, 'On this device'),
        list.length === 0 ? h('p', { class: 'quiet' }, 'There is none yet. Begin at the wallet, or bring a backup back below.') : h('ul', { class: 'plain lines' }, list.map(one => h('li', {},
            h('code', { 'data-part': 'account' }, one.account),
            h('div', { class: 'row' }, one.account === session.key?.account ? h('strong', {}, 'In use') : h('button', { type: 'button', on: { click: async () => (await session.use(one), draw()) } }, 'Use this one'),
                copyButton(one.account, 'Copy the account'),
                one.backedUp ? h('button', { type: 'button', 'data-act': 'backup', on: { click: async () => saveFiles(await backupFiles(one.name)) } }, 'Save the backup again') : null,
                h('button', { type: 'button', on: { click: () => remove(session, one, draw) } }, 'Remove')),
            one.backedUp ? null : h('details', { open: true }, h('summary', {}, 'No backup yet. If this browser forgets the key, it is gone.'), backup(one, draw))))),
        h('details', {}, h('summary', {}, 'Make another key'), another(session, draw)));
}

function another(session, draw) {
    const secret = passphrase();
    return form([secret], 'Make a key', async words => {
        await makeKey(session, words);
        say('The backup file was saved.');
        await draw();
    });
}

function backup(one, draw) {
    const secret = passphrase();
    return form([secret], 'Save a backup', async words => {
        saveFiles(await backupKey(one.name, words));
        say('The backup file was saved.');
        await draw();
    });
}

// A file brought from elsewhere may have the name of another key here.
async function restored(bytes, secret) {
    try {
        return await restoreKey(bytes, secret);
    } catch (fault) {
        const taken = await listKeys();
        const file = readKeyFile(bytes);
        if (fault.code !== 'already-exists' || file.kind !== 'signing' || taken.some(key => key.account === file.account)) {
            throw fault;
        }
        return restoreKey(bytes, secret, freeName(file.name.slice(0, 50), taken));
    }
}

async function remove(session, one, draw) {
    const sure = await dialog('Remove this key from the device?', close => [
        h('p', {}, 'Its points stay where they are, and only the backup file with its passphrase brings the key back.'),
        h('p', {}, h('code', {}, one.account)),
        h('div', { class: 'row' }, h('button', { type: 'button', on: { click: () => close(true) } }, 'Remove it'), h('button', { type: 'button', class: 'first', on: { click: () => close() } }, 'Keep it')),
    ]);
    if (sure) {
        await forgetKey(one.name);
        await session.use((await listKeys())[0] ?? null);
        await draw();
    }
}

function restore(session, draw) {
    const file = field('Backup file', h('input', { type: 'file', accept: '.json,application/json,.key', 'data-act': 'backup-file' }), { check: () => file.control.files.length === 1 ? null : 'Choose the file first.' });
    const words = field('Its passphrase', h('input', { type: 'password', autocomplete: 'current-password', 'data-act': 'backup-passphrase' }), { check: text => text.length > 0 ? null : 'Without the passphrase the file stays locked.' });
    return h('div', { class: 'card', id: 'restore' }, h('h2', {}, 'Bring a key back'), h('p', {}, 'From a backup of this page, or a key file of the console. A key for encrypted numbers has a second file; bring it after the first.'), form([file, words], 'Restore', async (_, secret) => {
        const chosen = file.control.files[0];
        if (chosen.size > MAX_FILE) {
            throw new Error('That file is too large to be a key.');
        }
        const made = await restored(new Uint8Array(await chosen.arrayBuffer()), secret);
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
    if (session.key === null) {
        return null;
    }
    const { limit: most, spent } = limitOf(session.key.name);
    const sum = field('Points', h('input', { inputmode: 'numeric', autocomplete: 'off', 'data-act': 'limit' }), { check: checks.amount });
    return h('div', { class: 'card' }, h('h2', {}, 'Look twice'),
        h('p', {}, most === 0n ? 'Every signature asks you. Here you say from which sum on in one visit it also warns you.' : most === 1n ? 'You are warned whenever you spend more.' : `You are warned once you spend more than ${amount(most - spent)} further points in this visit.`),
        form([sum], 'Warn me above', async digits => {
            setLimit(session.key.name, BigInt(digits.trim()));
            await draw();
        }));
}
