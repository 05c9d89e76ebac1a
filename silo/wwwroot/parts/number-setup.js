// The secret behind encrypted numbers: made once for each key, and saved before the first number is encrypted with it, because nobody can bring it back.

import { backupFiles, backupKey, createMaster, listKeys, masterOf } from '../proof/keys.js';
import { openSigning, readKeyFile } from '../proof/keyFiles.js';
import { saveFiles } from './makekey.js';
import { h } from './dom.js';
import { field, form } from './form.js';
import { say } from './said.js';

const MASTER_FILE = '.master.key.json';

/** The secret of the key in use where it is there and saved, else null: what `openVariables` takes as `master`. */
export async function savedMaster(session) {
    const key = (await listKeys()).find(one => one.name === session.key.name);
    return key?.hasMaster && key.backedUp ? (await masterOf(key.name)).key : null;
}

/** The card that makes and saves it; `then()` follows. */
export function setup(session, then) {
    const words = field('The passphrase of your backup', h('input', { type: 'password', autocomplete: 'current-password', 'data-act': 'passphrase' }), {
        hint: 'The one that you chose when you made your key. The same is enough for both files.',
        check: text => text.length >= 10 ? null : 'Use at least 10 characters.',
    });
    return h('div', { class: 'card', 'data-part': 'setup' }, h('h2', {}, 'One more backup first'),
        h('p', {}, 'Your browser makes a secret that encrypts your numbers. The merchants never see it, so nobody can bring it back either. It is saved as a second locked file now, before the first number.'),
        form([words], 'Make and save the secret', async passphrase => {
            await mustOpen(session.key.name, passphrase);
            await createMaster(session.key.name);
            const files = await backupKey(session.key.name, passphrase);
            saveFiles(files.filter(one => one.name.endsWith(MASTER_FILE)));
            words.control.value = '';
            say('The backup file was saved. Keep it beside the first one.');
            await then();
        }));
}

/** One passphrase opens both files, or the person would have to remember which. */
async function mustOpen(name, passphrase) {
    const first = (await backupFiles(name)).find(one => !one.name.endsWith(MASTER_FILE));
    if (first === undefined) {
        return;
    }
    try {
        const { pkcs8 } = await openSigning(readKeyFile(first.text), passphrase);
        pkcs8.fill(0);
    } catch {
        throw new Error('That is not the passphrase of your first backup file. Nothing was made.');
    }
}
