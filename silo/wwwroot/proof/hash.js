import { concat } from './bytes.js';

/** SHA-256 over all parts, one after the other. */
export async function sha256(...parts) {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', parts.length === 1 ? parts[0] : concat(...parts)));
}
