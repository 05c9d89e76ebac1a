// A customer in a worker: the page's own modules, without the page. Messages: {act: 'begin', name} and {act: 'pay', to}; answers {ok} or {fault}.

import { open } from '/proof/client.js';
import { createKey } from '/proof/keys.js';
import { payloadOf, signWith } from '/proof/requests.js';

let client = null;
let key = null;

async function execute(op) {
    const { wire } = await signWith(key, payloadOf({ by: [key.account], group: client.group, op }));
    const outcome = await client.submit(wire);
    if (outcome.receipt?.code !== 'ok') {
        throw new Error(outcome.receipt?.code ?? outcome.reason ?? outcome.state);
    }
}

async function act({ act, name, to }) {
    if (act === 'begin') {
        client = await open(self.location.origin);
        key = await createKey(name);
        const wallet = `${key.prefix}:points`;
        await execute({ contract: 'wallet', id: wallet, initial: '0', type: 'create' });
        return wallet;
    }
    const began = performance.now();
    await execute({ amount: '1', from: `${key.prefix}:points`, to, type: 'transfer' });
    return performance.now() - began;
}

self.onmessage = async ({ data, ports }) => {
    try {
        ports[0].postMessage({ ok: await act(data) });
    } catch (fault) {
        ports[0].postMessage({ fault: fault.message });
    }
};
