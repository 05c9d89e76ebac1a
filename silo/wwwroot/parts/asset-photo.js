// Photos: the file stays on this device, and its fingerprint (SHA-256) goes into the record, so that later nobody shows another photo.

import { hex } from '../proof/bytes.js';
import { sha256 } from '../proof/hash.js';
import { freshId, h, put } from './dom.js';

const MAX_FILE = 64 << 20;

/** The fingerprint that says that there is no photo. */
export const NO_PHOTO = '0'.repeat(64);

/** A field for a photo: `read()` answers `{bytes: hex}`, undefined where an optional one is left out, or null after saying what is missing. */
export function photoField(label, { isOptional = false, hint } = {}) {
    const id = freshId('photo');
    const told = h('p', { class: 'wrong', id: `${id}-wrong`, role: 'alert' });
    const mark = h('p', { class: 'small', role: 'status' });
    const without = h('input', { type: 'checkbox', id: `${id}-none` });
    const file = h('input', { type: 'file', id, accept: 'image/*', 'aria-describedby': `${id}-hint ${id}-wrong`, 'data-act': 'photo' });
    let print = null;
    let turn = 0;
    file.addEventListener('change', async () => {
        const mine = ++turn;
        print = null;
        put(told);
        put(mark, file.files.length === 0 ? null : 'Computing its fingerprint ...');
        const result = file.files.length === 0 ? null : await fingerprint(file.files[0]);
        if (mine === turn) {
            print = result;
            without.checked = false;
            put(mark, result === null ? null : ['Fingerprint ', h('code', {}, result)]);
            put(told, file.files.length > 0 && result === null ? 'This file cannot be read, or is larger than 64 MB.' : null);
        }
    });
    return {
        control: file,
        node: h('div', { class: 'field' }, h('label', { for: id }, label), file, mark,
            h('p', { class: 'hint', id: `${id}-hint` }, hint ?? 'The photo stays on this device: only its fingerprint is noted. Keep the file, to show it later.'),
            h('div', { class: 'row' }, without, h('label', { for: `${id}-none` }, 'There is no photo')), told),
        read() {
            if (print !== null && !without.checked) {
                return { bytes: print };
            }
            if (without.checked) {
                return isOptional ? undefined : { bytes: NO_PHOTO };
            }
            put(told, 'Choose the photo, or say that there is none.');
            file.focus();
            return null;
        },
    };
}

/** "Compare a photo": whether a file is the one whose fingerprint (hex) was noted. */
export function comparePhoto(print) {
    if (print === NO_PHOTO) {
        return h('span', { class: 'quiet' }, 'no photo');
    }
    const answer = h('p', { role: 'status' });
    const file = h('input', {
        type: 'file', accept: 'image/*', 'aria-label': 'The photo to compare',
        on: {
            change: async () => {
                const found = file.files.length === 0 ? null : await fingerprint(file.files[0]);
                put(answer, found === null ? null : found === print ? '\u2713 This is the photo.' : '\u2717 This is another file.');
            },
        },
    });
    return h('details', {}, h('summary', {}, 'Photo: compare yours'), h('p', { class: 'small' }, h('code', {}, print)), file, answer);
}

/** The SHA-256 of a file in hex, or null where it cannot be read. */
async function fingerprint(file) {
    try {
        return file.size > MAX_FILE ? null : hex(await sha256(new Uint8Array(await file.arrayBuffer())));
    } catch {
        return null;
    }
}
