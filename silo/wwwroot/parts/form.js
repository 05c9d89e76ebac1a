// Fields that say what is wrong with them, beside them.

import { sentenceOf } from './faults.js';
import { freshId, h, put } from './dom.js';

/**
 * A labelled field. `control`: an input, select or textarea; `check(text)` answers a sentence where the text is wrong, else null.
 * Answers `{node, control, read}`: `read()` answers the text, or null after the sentence was shown and the field focused.
 */
export function field(label, control, { hint, check = () => null } = {}) {
    const id = control.id || freshId('f');
    control.id = id;
    const told = h('p', { class: 'wrong', id: `${id}-wrong`, role: 'alert' });
    const helped = hint ? h('p', { class: 'hint', id: `${id}-hint` }, hint) : null;
    control.setAttribute('aria-describedby', [hint ? `${id}-hint` : null, `${id}-wrong`].filter(Boolean).join(' '));
    const tell = sentence => {
        put(told, sentence);
        if (sentence) {
            control.setAttribute('aria-invalid', 'true');
        } else {
            control.removeAttribute('aria-invalid');
        }
    };
    control.addEventListener('input', () => tell(null));
    const read = () => {
        const sentence = check(control.value);
        tell(sentence);
        if (sentence) {
            control.focus();
            return null;
        }
        return control.value;
    };
    return { node: h('div', { class: 'field' }, h('label', { for: id }, label), control, helped, told), control, read, tell };
}

/** A form: `submit` runs once at a time; `fields` are read in order, and it does not run while one is wrong. */
export function form(fields, submitWords, submit, ...more) {
    const button = h('button', { type: 'submit', class: 'first' }, submitWords);
    const told = h('p', { class: 'wrong', role: 'alert' });
    return h('form', {
        novalidate: true,
        on: {
            submit: async event => {
                event.preventDefault();
                put(told);
                const values = [];
                for (const one of fields) {
                    const value = one.read();
                    if (value === null) {
                        return;
                    }
                    values.push(value);
                }
                if (button.disabled) {
                    return;
                }
                button.disabled = true;
                try {
                    await submit(...values);
                } catch (fault) {
                    put(told, sentenceOf(fault));
                } finally {
                    button.disabled = false;
                }
            },
        },
    }, fields.map(one => one.node), more, told, h('div', { class: 'row' }, button));
}

/** Sentences for common mistakes. */
export const checks = Object.freeze({
    amount: text => /^[1-9][0-9]{0,18}$/.test(text.trim()) && BigInt(text.trim()) <= 9223372036854775807n ? null : 'Write a whole number above 0, in digits alone.',
    account: text => /^[A-Za-z0-9_-]{43}$/.test(text.trim()) ? null : 'An account has 43 letters, digits, - and _.',
    id: text => /^[a-z0-9_.:-]{1,128}$/.test(text.trim()) ? null : 'Use 1 to 128 of a to z, 0 to 9, . _ : and -',
    name: text => /^[a-z0-9_.-]{1,64}$/.test(text.trim()) ? null : 'Use 1 to 64 of a to z, 0 to 9, . _ and -',
    filled: text => text.trim().length > 0 ? null : 'Please fill this in.',
});
