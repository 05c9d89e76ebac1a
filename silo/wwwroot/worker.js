// Stands between a customer's next visits and the merchant that serves the page: only files of a page that more merchants sign than can lie together reach the browser, by their hashes. They are
// kept, so one sees that page while the merchant sends another, or nothing.

import { toBase64Url } from './proof/bytes.js';
import { sha256 } from './proof/hash.js';
import { pageOf, vouchedPages } from './proof/manifests.js';
import { pinned } from './proof/pins.js';
import { get, put } from './proof/store.js';
import { READ_MS, endpointOf, readBody } from './proof/transport.js';

const KEPT = 'scew-page';
const SETTING = 'page';
// At an upgrade some merchants serve the next page already, and some still this one.
const MOST_PAGES = 2;
const NOT_FILES = /^\/(v1|openapi|health|version)(\/|$)/;
const MAX_FILE_BYTES = 4 << 20;
const ASK_AGAIN_MS = 5000;
const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' };

// Since this worker woke up.
let isHeldBack = false;
let asked = { atMs: -Infinity, pages: null };

addEventListener('install', event => event.waitUntil(begin()));
addEventListener('activate', event => event.waitUntil(clients.claim()));
addEventListener('message', event => event.source?.postMessage({ isHeldBack }));
addEventListener('fetch', event => {
    const { origin, pathname } = new URL(event.request.url);
    if (event.request.method === 'GET' && origin === location.origin && !NOT_FILES.test(pathname)) {
        event.respondWith(answer(event, pathname === '/' ? '/index.html' : pathname));
    }
});

async function begin() {
    const { group } = await pinned(location.origin);
    await learn(group);
    await choose(group);
    await keepAll();
    await skipWaiting();
}

async function answer(event, path) {
    const { group } = await pinned(location.origin);
    const isVisit = event.request.mode === 'navigate';
    // One visit sees one page, and never some files of one and some of another.
    if (isVisit && await choose(group)) {
        event.waitUntil(keepAll());
    }
    const hash = (await chosen())?.files.get(path);
    const bytes = hash === undefined ? null : await kept(path, hash) ?? await fetched(path, hash);
    return bytes !== null ? new Response(bytes, { headers: headersOf(group, path) }) : isVisit ? refusal(group) : new Response('', { status: 504 });
}

/** Which page this visit sees: the one that the merchant serves if enough others do too, else the one before. Answers whether it is new here. */
async function choose(group) {
    const served = await pageOf(group, { index: -1, name: location.host, url: location.origin });
    if (served === null) {
        return false;
    }
    const isKnown = async () => (await known()).pages.some(one => one.hash === served.hash);
    isHeldBack = !await isKnown() && (await learn(group).catch(() => undefined), !await isKnown());
    const before = await known();
    if (isHeldBack || before.active === served.hash) {
        return false;
    }
    await put('settings', { name: SETTING, value: { ...before, active: served.hash } });
    return true;
}

/** Asks the merchants which pages they sign, and remembers those that enough of them do. Throws where there is none. */
async function learn(group) {
    if (Date.now() - asked.atMs > ASK_AGAIN_MS) {
        asked = { atMs: Date.now(), pages: vouchedPages(group, group.members.map(member => endpointOf(member))) };
    }
    const found = await asked.pages;
    if (found.length === 0) {
        throw new Error('too few merchants sign the same page');
    }
    const { pages, active } = await known();
    const all = [...found, ...pages.filter(one => found.every(page => page.hash !== one.hash))].slice(0, MOST_PAGES);
    await put('settings', { name: SETTING, value: { pages: all, active: active ?? all[0].hash } });
}

const known = async () => (await get('settings', SETTING))?.value ?? { pages: [] };

async function chosen() {
    const { pages, active } = await known();
    return pages.find(page => page.hash === active) ?? pages[0];
}

const nameOf = (path, hash) => `${path}?${hash}`;

async function kept(path, hash) {
    const found = await (await caches.open(KEPT)).match(nameOf(path, hash));
    return found === undefined ? null : found.arrayBuffer();
}

/** The bytes of this hash, from the merchant; null where it sends others, or none. */
async function fetched(path, hash) {
    try {
        const response = await fetch(path, { cache: 'no-cache', credentials: 'omit', redirect: 'error', signal: AbortSignal.timeout(READ_MS) });
        const bytes = await readBody(response, MAX_FILE_BYTES);
        if (!response.ok || bytes === null) {
            return null;
        }
        if (toBase64Url(await sha256(bytes)) !== hash) {
            isHeldBack = true;
            return null;
        }
        // Without room for it a file is fetched again.
        await (await caches.open(KEPT)).put(nameOf(path, hash), new Response(bytes)).catch(() => undefined);
        return bytes;
    } catch {
        return null;
    }
}

// A page of which half is missing is no page, so all of it is there before it is needed.
async function keepAll() {
    const cache = await caches.open(KEPT);
    for (const [path, hash] of (await chosen()).files) {
        await (await cache.match(nameOf(path, hash)) ?? fetched(path, hash));
    }
    const names = new Set((await known()).pages.flatMap(page => [...page.files]).map(([path, hash]) => nameOf(path, hash)));
    await Promise.all((await cache.keys()).filter(({ url }) => !names.has(url.slice(location.origin.length))).map(request => cache.delete(request)));
}

// The silo's own headers, whatever the merchant sends.
function headersOf(group, path) {
    const members = group.members.map(member => new URL(member.url).origin).join(' ');
    return {
        'Content-Type': TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
        'Content-Security-Policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ${members}; manifest-src 'self'; `
            + "require-trusted-types-for 'script'; trusted-types worker; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Referrer-Policy': 'no-referrer',
        'X-Content-Type-Options': 'nosniff',
    };
}

function refusal(group) {
    const others = group.members.map(member => new URL(member.url).origin).filter(origin => origin !== location.origin);
    const words = isHeldBack ? 'This address sends a page that too few of the merchants stand for, so it was not opened.' : 'There is no such page here, or this address does not answer.';
    const text = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not opened - Scew</title><h1>Not opened</h1>'
        + `<p>${words} Nothing was changed, and your keys are where they were. Try again later, or bring the backup of your key to the page of another merchant:</p><ul>${others.map(one => `<li>${one}</li>`).join('')}</ul></html>`;
    return new Response(text, { status: 503, headers: { 'Content-Type': TYPES.html, 'Content-Security-Policy': "default-src 'none'", 'X-Content-Type-Options': 'nosniff' } });
}
