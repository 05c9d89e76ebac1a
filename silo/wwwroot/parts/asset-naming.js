// A name for somebody's account, which only this browser knows.

import { dialog } from './dialog.js';
import { h } from './dom.js';
import { field, form } from './form.js';
import { withButtons } from './asset-inputs.js';

/** Asks for a name; true where one was given. */
export async function nameAccount(session, account) {
    const name = field('Your name for this account', h('input', { maxlength: 40, autocomplete: 'off', 'data-act': 'petname' }), { hint: 'Only this browser knows it. Be sure who it is: ask them for their account.', check: text => text.trim() === '' ? 'Please fill this in.' : null });
    return await dialog('Give a name', close => [
        h('p', {}, h('code', {}, account)),
        withButtons(form([name], 'Remember', async text => {
            await session.petnames.set(account, text.trim());
            close(true);
        }), h('button', { type: 'button', on: { click: () => close() } }, 'Do nothing')),
    ]) === true;
}
