// What this page can prove and what it cannot, in plain words.

import { copyButton } from '../parts/dialog.js';
import { h } from '../parts/dom.js';

export const about = {
    path: 'about',
    words: 'What this page cannot prove',
    render(session) {
        const command = `scew web verify ${location.origin}`;
        return {
            node: h('div', {},
                h('h1', {}, 'What this page cannot prove'),
                h('div', { class: 'card stack' },
                    h('h2', {}, 'What it does prove'),
                    h('p', {}, `"Verified here" means: your browser itself checked that at least ${session.group.quorum} of the ${session.group.members.length} merchants signed what you see. No single merchant can fake that, this one included.`)),
                h('div', { class: 'card stack' },
                    h('h2', {}, 'What it cannot'),
                    h('ul', {},
                        h('li', {}, 'This merchant sent you the page. A dishonest one could send you another page, at any visit, that only looks like this one. Use a key here for everyday amounts; keep what is worth more in the console.'),
                        h('li', {}, 'The very first visit decides which group your browser trusts. Compare the group\'s number with another merchant\'s page or a printed one.'),
                        h('li', {}, 'Who pays whom is not hidden from the merchants.'),
                        h('li', {}, 'Nobody can bring your key back: not the merchants, not this page. Keep the backup file and its passphrase.'),
                        h('li', {}, 'A script that somehow runs in this page could not take your key away, but it could sign with it while the page is open. That is why every signature asks you.'))),
                h('div', { class: 'card stack' },
                    h('h2', {}, 'Check this page'),
                    h('p', {}, 'From another computer, or another merchant\'s network, this command compares the page\'s files with what the other merchants signed:'),
                    h('p', {}, h('code', {}, command)), copyButton(command, 'Copy the command')),
                h('div', { class: 'card stack' },
                    h('h2', {}, 'The group'),
                    h('p', {}, 'Its number, the same on every honest merchant\'s page:'),
                    h('p', {}, h('code', { 'data-part': 'group-hash' }, session.group.hash)), copyButton(session.group.hash))),
        };
    },
};
