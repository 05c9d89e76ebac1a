// A request that others have to sign too: what it is, and how to hand it over. It holds no secret; whoever gets it can sign it or leave it.

import { copyButton, dialog, save } from './dialog.js';
import { all, h } from './dom.js';
import { say } from './said.js';
import { who } from './asset-values.js';

/** The ending of the file's name, and its type. */
export const HALF_FILE = Object.freeze({ name: 'to-sign.scew.txt', type: 'text/plain' });

/** Shows how to hand a half-signed text to those who are missing. */
export function handOver(session, half, missing) {
    const link = `${location.origin}/#/cosign/${half}`;
    return dialog('One more signature is needed', close => all(
        h('p', {}, 'Signed by you. Nothing happens until ', missing.map((account, i) => [i === 0 ? null : ' and ', h('strong', {}, who(session, account))]),
            missing.length === 1 ? ' signs too.' : ' sign too.'),
        h('p', {}, 'Send it by any means that you like. It can only be signed as it is, or left.'),
        h('div', { class: 'row' },
            navigator.share === undefined ? null : h('button', { type: 'button', class: 'first', 'data-act': 'share', on: { click: () => share(link) } }, 'Share ...'),
            h('span', { 'data-act': 'copy-link' }, copyButton(link, 'Copy the link')),
            h('span', { 'data-act': 'copy-text' }, copyButton(half, 'Copy the text')),
            h('button', { type: 'button', 'data-act': 'save-half', on: { click: () => save(HALF_FILE.name, HALF_FILE.type, half) } }, 'Save as a file')),
        h('details', {}, h('summary', {}, 'Show the text'), h('textarea', { readonly: true, rows: 5, value: half, 'data-part': 'half', 'aria-label': 'The text to hand over' })),
        h('p', { class: 'small quiet' }, 'They open the link, or choose "Somebody asks for my signature" under Tools.'),
        h('div', { class: 'row' }, h('button', { type: 'button', class: navigator.share === undefined ? 'first' : null, 'data-act': 'close', on: { click: () => close() } }, 'Done')),
    ));
}

async function share(link) {
    try {
        await navigator.share({ title: 'Please sign', url: link });
    } catch (fault) {
        if (fault.name !== 'AbortError') {
            say('Sharing did not work here. Copy the link instead.');
        }
    }
}
