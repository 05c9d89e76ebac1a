// A page whose merchants are this script: what it pins, follows and refuses when the members change. Each export answers plain values.

import { utf8 } from '/proof/bytes.js';
import { open } from '/proof/client.js';
import { verifyReceipt } from '/proof/receipts.js';
import { get } from '/proof/store.js';
import { receiptView } from '/parts/ledgerreceipt.js';

const load = async name => (await original(`/tests/Scew.Protocol.Tests/Vectors/${name}.json`)).json();
const original = globalThis.fetch;

/** What merchants answer: `{epoch, handovers, receipt}`, changed by a test as it goes on. */
let now = {};
let asked = [];

async function start() {
    const [genesis, vectors] = [await load('genesis'), await load('eras')];
    const file = btoa(genesis.file).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    globalThis.fetch = async (url, options) => {
        const at = new URL(url);
        if (!/^72/.test(at.port)) {
            return original(url, options);
        }
        asked.push(`${at.port} ${at.pathname}`);
        switch (at.pathname) {
            case '/v1/group': return new Response(JSON.stringify({ genesisFile: file, epoch: now.epoch }));
            case '/v1/group/handovers': return new Response(now.handovers);
            case '/v1/requests': return now.receipt === null ? new Response('{"code":"busy","detail":"a test says so"}', { status: 503 }) : new Response(now.receipt);
            default: return new Response('{"code":"not-found","detail":"a test says so"}', { status: 404 });
        }
    };
    now = { epoch: 0, handovers: '[]', receipt: null };
    asked = [];
    const first = JSON.parse(genesis.file).genesis.merchants[0].url;
    return { vectors, first, known: vectors.handovers, begin: () => open(first) };
}

const names = client => client.group.members.map(member => member.name).join();
const refusal = promise => promise.then(() => '', fault => `${fault.fault}: ${fault.pinned} | ${fault.shown}`);

/** Follows, keeps what it saw over a new visit, and takes neither less nor something else. */
export async function pins() {
    const { vectors, first, known, begin } = await start();
    const client = await begin();
    const told = [`${client.group.epoch} ${names(client)}`];
    now.handovers = known;
    told.push(`${await client.follow()} ${client.group.epoch} ${names(client)} ${client.endpoints.length}`);
    told.push(`${await client.follow()}`);
    told.push(`${(await get('pins', first)).handovers.length} kept`);

    now = { ...now, epoch: 1, handovers: '[]' };
    const again = await begin();
    told.push(`${again.group.epoch} ${names(again)} ${again.isFirst}`);
    now.epoch = 0;
    told.push((await refusal(begin())).replaceAll(client.group.hash, 'HASH'));
    now = { ...now, epoch: 1, handovers: vectors.fork };
    told.push((await refusal(begin())).slice(0, 10));
    told.push(`${(await get('pins', first)).handovers.length} kept`);
    return told;
}

/** A request that was sent in one era gets its receipt in the next one, of merchants of whom one was not there before. */
export async function submits() {
    const { vectors, known, begin } = await start();
    const client = await begin();
    const receipt = vectors.receipts.find(one => one.epoch === 1 && one.height === 41).receipt;
    const wire = JSON.parse(receipt).request;
    setTimeout(() => {
        now = { ...now, handovers: known };
        setTimeout(() => {
            now.receipt = utf8(receipt);
        }, 500);
    }, 500);
    const outcome = await client.submit(wire, { deadlineMs: 30_000 });
    const newcomer = new URL(client.group.members[3].url).port;
    return [outcome.state, String(outcome.receipt?.epoch), String(client.group.epoch), String(asked.some(one => one === `${newcomer} /v1/requests`) || outcome.receipt?.signers.join()), String((await client.lies()).length)];
}

/** A receipt that is looked at after its era is over says so, and counts its signers among the merchants of then. */
export async function shown() {
    const { vectors, known, begin } = await start();
    const client = await begin();
    now.handovers = known;
    await client.follow();
    const views = [];
    for (const { receipt } of [vectors.receipts.find(one => one.epoch === 0 && one.holds), vectors.receipts.find(one => one.epoch === 1 && one.holds)]) {
        const node = document.createElement('div');
        node.append(...receiptView({ group: client.group }, await verifyReceipt(utf8(receipt), client.group)).filter(part => part !== null));
        views.push(`${node.querySelector('[data-part=signers]').textContent} | ${node.querySelector('[data-part=era]')?.textContent ?? ''}`);
    }
    return views;
}

/** A merchant that is in the next era already is no liar, and where nobody proves the era nothing of it is believed. */
export async function unproven() {
    const { vectors, begin } = await start();
    const client = await begin();
    now.receipt = utf8(vectors.receipts.find(one => one.epoch === 1 && one.height === 41).receipt);
    const outcome = await client.submit(JSON.parse(vectors.receipts[0].receipt).request, { deadlineMs: 2500 });
    return [outcome.state, String(client.group.epoch), String((await client.lies()).length)];
}
