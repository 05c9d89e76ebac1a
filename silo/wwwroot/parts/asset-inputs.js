// Fields for the inputs of a step, by their types. What they answer is the form that requests carry.

import { readTyped } from '../machines/language/typed.js';
import { toJson } from '../machines/values.js';
import { freshId, h, put } from './dom.js';
import { field } from './form.js';
import { accountTyped } from './asset-accounts.js';
import { askerOf } from './asset-askers.js';
import { photoField } from './asset-photo.js';

/**
 * A field of `{name, type}`: `{node, control, read}`; `read()` answers the JSON of a value, undefined where an optional one was left empty, or null where it is wrong, which is then said.
 * `label`, `hint` and `initial` (text) are for people; `choices` (`[[value, words]]`) of an account are all that there are; `words` of asset-words.js name cases and fields.
 */
export function inputField(session, { type }, { label, hint, initial, choices, words }) {
    if (type.kind === 'bytes' && type.bound === 32) {
        return photoField(label, { isOptional: type.optional, hint });
    }
    const asker = askerOf(session, type, { words, choices });
    const shown = type.optional ? `${label} (may stay empty)` : label;
    const made = asker.control === undefined ? fieldset(shown, asker, hint) : field(shown, asker.control, { hint: hint ?? asker.hint, check: () => faultOf(session, type, asker.typed()) });
    if (initial !== undefined && asker.control !== undefined) {
        asker.control.value = initial;
    }
    asker.place?.();
    return {
        node: made.node,
        control: asker.control ?? made.node,
        read() {
            const fault = faultOf(session, type, asker.typed());
            made.tell(fault);
            if (fault !== null) {
                (asker.control ?? made.node.querySelector('input, select, textarea, button')).focus();
                return null;
            }
            const { value } = readTyped(type, asker.typed(), options(session));
            return value.kind === 'none' ? undefined : toJson(value);
        },
    };
}

/** Puts further buttons beside a form's own. */
export function withButtons(made, ...buttons) {
    made.lastElementChild.append(...buttons);
    return made;
}

const options = session => ({ own: session.key?.account, now: Date.now(), resolve: name => accountTyped(session, name) });

function faultOf(session, type, typed) {
    const { fault } = readTyped(type, typed, options(session));
    return fault === undefined ? null : `${fault[0].toUpperCase()}${fault.slice(1)}.`;
}

/** Lists, maps and records: several fields in one. */
function fieldset(label, asker, hint) {
    const id = freshId('set');
    const told = h('p', { class: 'wrong', id, role: 'alert' });
    return { node: h('fieldset', { class: 'field asset-set', 'aria-describedby': id }, h('legend', {}, label), hint ? h('p', { class: 'hint' }, hint) : null, asker.node, told), tell: sentence => put(told, sentence) };
}
