// What one sees where an address shows another group than the one that this browser knows: both numbers, and a decision that is nobody else's.

import { unpin } from '../proof/pins.js';
import { h } from './dom.js';

/** The card for a fault PinChanged; `again` opens the page anew. */
export function pinChanged({ pinned, shown }, again) {
    const number = (words, value, part) => [h('dt', {}, words), h('dd', {}, h('code', { 'data-part': part }, value))];
    const take = async () => {
        await unpin(location.origin);
        again();
    };
    return h('div', { class: 'card stack', 'data-part': 'pin-changed' },
        h('h1', {}, 'This address shows another group'),
        h('p', {}, 'The merchants behind it are not those that this browser knows. That is so where they began anew and told you, and also where somebody stands in for them. Nothing was changed: your key and your receipts are still here.'),
        h('dl', { class: 'facts' }, number('The group you know', pinned, 'known'), number('What is shown now', shown, 'shown')),
        h('p', {}, 'Ask two of the merchants, in their shops or by phone, for the number of their group, and compare.'),
        h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', 'data-act': 'again', on: { click: again } }, 'Look again')),
        h('details', {}, h('summary', {}, 'Two merchants told me the new number themselves'),
            h('p', {}, 'Points and tools of the group you know are not in the new one.'),
            h('button', { type: 'button', 'data-act': 'take-new', on: { click: take } }, 'Go on with the new group')));
}
