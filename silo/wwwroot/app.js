// The page's frame: navigation, the key in use, and one page at a time.

import { sentenceOf } from './parts/faults.js';
import { h, put } from './parts/dom.js';
import { guard, tellHeldBack } from './parts/guard.js';
import { pinChanged } from './parts/pinchanged.js';
import { openSession } from './parts/session.js';
import { foreign, short } from './parts/text.js';
import { PAGES, find } from './pages/all.js';

const main = document.getElementById('main');
let dispose = null;
let turn = 0;

/** Draws the frame anew: after a key was made or changed. */
function frame(session) {
    put(document.getElementById('top'),
        h('a', { class: 'brand', href: '#/' }, h('img', { src: '/icon.svg', alt: '' }), 'Scew'),
        h('nav', { class: 'main', 'aria-label': 'Pages' }, PAGES.filter(page => page.inMenu).map(page => h('a', { href: `#/${page.path}`, 'data-page': page.path }, page.words))),
        h('div', { class: 'who small quiet' }, session.group.dev ? h('strong', { title: 'Keys and points of this group are for trying only' }, 'TEST GROUP') : null,
            session.key ? h('a', { href: '#/key' }, 'Key ', session.petnames.of(session.key.account) ? foreign(session.petnames.of(session.key.account)) : short(session.key.account)) : null));
    put(document.getElementById('foot'),
        h('a', { href: '#/check' }, 'Check a receipt'), ' \u00b7 ', h('a', { href: '#/group' }, 'The group'), ' \u00b7 ', h('a', { href: '#/about' }, 'What this page cannot prove'),
        h('p', {}, `${session.group.members.length} merchants keep this record together; you are on the page of `, foreign(session.merchant ?? location.host), '.'));
}

async function show(session) {
    const mine = ++turn;
    const { page, rest } = find(location.hash);
    dispose?.();
    dispose = null;
    for (const link of document.querySelectorAll('nav.main a')) {
        if (link.dataset.page === (page.under ?? page.path)) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    }
    document.title = `${page.words} - Scew`;
    main.classList.toggle('wide', page.isWide === true);
    let shown;
    try {
        shown = await page.render(session, rest);
    } catch (fault) {
        shown = { node: problem(sentenceOf(fault), () => show(session)) };
    }
    if (mine !== turn) {
        shown.dispose?.();
        return;
    }
    dispose = shown.dispose ?? null;
    put(main, shown.node);
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
}

function problem(sentence, again) {
    return h('div', { class: 'card' }, h('h1', {}, 'That did not work'), h('p', {}, foreign(sentence, 2000)),
        h('div', { class: 'row' }, h('button', { type: 'button', class: 'first', on: { click: again } }, 'Try again')));
}

async function start() {
    let session;
    try {
        session = await openSession(location.origin);
    } catch (fault) {
        const again = () => location.reload();
        put(main, fault.fault === 'PinChanged' ? pinChanged(fault, again) : problem(sentenceOf(fault), again));
        return;
    }
    frame(session);
    tellHeldBack();
    // A visitor without a key has nothing to lose yet.
    const guarded = () => session.key !== null && guard();
    session.onKey(() => {
        frame(session);
        guarded();
    });
    addEventListener('hashchange', () => show(session));
    session.refresh = () => show(session);
    await show(session);
    guarded();
}

addEventListener('unhandledrejection', event => {
    console.warn(sentenceOf(event.reason));
});
await start();
