// Asks the browser to stand guard over the page's files from now on; see worker.js.

import { h } from './dom.js';

const WORKER = '/worker.js';

// The only text that may become code, whoever asks: the policy's name is taken before anything else runs.
const policy = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: () => WORKER });

/** Begins or renews the guard. A browser without it, or too few merchants that answer, leave the page as it is. */
export async function guard() {
    try {
        await navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER, { type: 'module', updateViaCache: 'none' });
    } catch (fault) {
        console.info(`No guard over this page's files: ${fault.message}`);
    }
}

/** Says above the page when what one sees is not what the merchant sends. */
export function tellHeldBack() {
    const workers = navigator.serviceWorker;
    workers?.addEventListener('message', ({ data }) => {
        if (data?.isHeldBack === true && document.querySelector('[data-part=held-back]') === null) {
            document.getElementById('main').before(h('p', { class: 'note warn', role: 'status', 'data-part': 'held-back' },
                'This merchant sends a page that too few merchants stand for. You see the last one that enough of them did; nothing of the other was run.'));
        }
    });
    workers?.controller?.postMessage('state');
}
