// Stands between a customer's next visits and the merchant that serves the page: only a file whose hash more merchants sign than can lie together reaches the browser. What came through is
// kept, and is what one sees while the merchant sends something else, or nothing.

import { toBase64Url } from './proof/bytes.js';
import { sha256 } from './proof/hash.js';
import { vouchedPages } from './proof/manifests.js';
import { pinned } from './proof/pins.js';
import { get, put } from './proof/store.js';
import { READ_MS, endpointOf, readBody } from './proof/transport.js';

const KEPT = 'scew-page';
const SETTING = 'page';
// At an upgrade some merchants serve the next page already, and some still this one.
const MOST_PAGES = 2;
const NOT_FILES = /^\/(v1|openapi|health|version)(\/|$)/;
// What else a merchant could have a browser do stays behind.
const HEADERS = ['Content-Type', 'Content-Security-Policy', 'Cross-Origin-Opener-Policy', 'Cross-Origin-Resource-Policy', 'Permissions-Policy', 'Referrer-Policy', 'X-Content-Type-Options', 'X-Frame-Options'];
const MAX_FILE_BYTES = 4 << 20;
const ASK_AGAIN_MS = 5000;

// Since this worker woke up.
let isHeldBack = false;
let asked = { atMs: -Infinity, pages: null };

addEventListener('install', event => event.waitUntil(learn().then(keepAll).then(() => skipWaiting())));
addEventListener('activate', event => event.waitUntil(clients.claim()));
addEventListener('message', event => event.source?.postMessage({ isHeldBack }));
addEventListener('fetch', event => {
    const { origin, pathname } = new URL(event.request.url);
    if (event.request.method === 'GET' && origin === location.origin && !NOT_FILES.test(pathname)) {
        event.respondWith(answer(event, pathname === '/' ? '/index.html' : pathname));
    }
});

async function answer(event, path) {
    const sent = await fetched(path);
    let hashes = await listed(path);
    if (sent !== null && !hashes.includes(sent.hash)) {
        event.waitUntil(await learn().catch(() => false) ? keepAll() : undefined);
        hashes = await listed(path);
    }
    if (sent !== null && hashes.includes(sent.hash)) {
        await keep(path, sent);
        return sent.response;
    }
    isHeldBack ||= sent !== null && hashes.length > 0;
    const cache = await caches.open(KEPT);
    for (const hash of hashes) {
        const kept = await cache.match(nameOf(path, hash));
        if (kept !== undefined) {
            return kept;
        }
    }
    return event.request.mode === 'navigate' ? refusal(sent !== null) : new Response('', { status: 504 });
}

/** What the merchant sends for a file, with its hash; null where it sends none. */
async function fetched(path) {
    try {
        const response = await fetch(path, { cache: 'no-cache', credentials: 'omit', redirect: 'error', signal: AbortSignal.timeout(READ_MS) });
        const bytes = await readBody(response, MAX_FILE_BYTES);
        if (!response.ok || bytes === null) {
            return null;
        }
        const headers = HEADERS.map(name => [name, response.headers.get(name)]).filter(([, value]) => value !== null);
        return { hash: toBase64Url(await sha256(bytes)), response: new Response(bytes, { headers }) };
    } catch {
        return null;
    }
}

/** Asks the merchants which pages they sign and remembers those that enough of them do. Answers whether one is new; throws where there is none. */
async function learn() {
    if (Date.now() - asked.atMs > ASK_AGAIN_MS) {
        const { group } = await pinned(location.origin);
        asked = { atMs: Date.now(), pages: vouchedPages(group, group.members.map(member => endpointOf(member))) };
    }
    const pages = await asked.pages;
    if (pages.length === 0) {
        throw new Error('too few merchants sign the same page');
    }
    const before = await known();
    const isNew = page => before.every(one => one.hash !== page.hash);
    const all = [...pages, ...before.filter(one => pages.every(page => page.hash !== one.hash))];
    await put('settings', { name: SETTING, value: all.slice(0, MOST_PAGES) });
    return pages.some(isNew);
}

/** The pages `{hash, files}` that enough merchants signed, the newest first. */
const known = async () => (await get('settings', SETTING))?.value ?? [];

const listed = async path => (await known()).map(page => page.files.get(path)).filter(hash => hash !== undefined);

// A page of which half is missing is no page, so all of it is there before it is needed.
async function keepAll() {
    const cache = await caches.open(KEPT);
    const pages = await known();
    const names = new Set(pages.flatMap(page => [...page.files]).map(([path, hash]) => nameOf(path, hash)));
    for (const [path, hash] of pages[0].files) {
        const sent = await cache.match(nameOf(path, hash)) === undefined ? await fetched(path) : null;
        await (sent?.hash === hash ? keep(path, sent) : undefined);
    }
    await Promise.all((await cache.keys()).filter(({ url }) => !names.has(url.slice(location.origin.length))).map(request => cache.delete(request)));
}

// Without room for it a file is fetched again.
const keep = async (path, { hash, response }) => (await caches.open(KEPT)).put(nameOf(path, hash), response.clone()).catch(() => undefined);

const nameOf = (path, hash) => `${path}?${hash}`;

async function refusal(isSent) {
    const pin = await pinned(location.origin).catch(() => null);
    const others = (pin?.group.members ?? []).map(member => new URL(member.url).origin).filter(origin => origin !== location.origin);
    const words = isSent ? 'This address sends a page that too few of the merchants stand for, so it was not opened.' : 'This address does not answer.';
    const text = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not opened - Scew</title><h1>Not opened</h1>'
        + `<p>${words} Nothing was changed, and your keys are where they were. Try again later, or bring the backup of your key to the page of another merchant:</p><ul>${others.map(one => `<li>${one}</li>`).join('')}</ul></html>`;
    return new Response(text, { status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'none'", 'X-Content-Type-Options': 'nosniff' } });
}
