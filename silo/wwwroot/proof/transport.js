// Talks HTTP with merchants and believes nothing: bounded bodies, deadlines, no redirects, no cookies.

import { concat, text as strictText } from './bytes.js';

/** The most bytes of an answer, and the deadlines in ms. */
export const MAX_BODY_BYTES = 8 << 20;
export const READ_MS = 10_000;
export const SUBMIT_MS = 20_000;
const MAX_WORDS = 300;
const MAX_RETRY_MS = 60_000;
const REQUEST_TYPE = 'application/scew-request+jws';

/** The origin of a merchant's public URL as an endpoint `{index, name, url}`. */
export function endpointOf(member, url = member.url) {
    return Object.freeze({ index: member.index, name: member.name, url: new URL(url).origin });
}

/**
 * Asks a merchant. Answers `{body}` (bytes) for 200, `{problem: {status, code, detail, retryAfterMs}}` for a refusal, `{unreachable}` (a sentence) else; never throws.
 * `options`: `wire` (posts it as a request), `post` (bytes or text), `type`, `ms`, `signal`, `maxBytes`.
 */
export async function ask(endpoint, path, { wire, post = wire, type = REQUEST_TYPE, ms = READ_MS, signal, maxBytes = MAX_BODY_BYTES } = {}) {
    const deadline = AbortSignal.timeout(ms);
    try {
        const response = await fetch(endpoint.url + path, {
            method: post === undefined ? 'GET' : 'POST',
            body: post,
            headers: post === undefined ? {} : { 'Content-Type': type },
            mode: 'cors',
            credentials: 'omit',
            cache: 'no-store',
            redirect: 'error',
            referrerPolicy: 'no-referrer',
            signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        });
        const body = await readBody(response, maxBytes);
        if (body === null) {
            return { unreachable: `${endpoint.name} answers more than ${maxBytes} bytes`, isLie: true };
        }
        return response.status === 200 ? { body } : { problem: problemOf(response, body) };
    } catch {
        return { unreachable: signal?.aborted ? 'no longer needed' : deadline.aborted ? `${endpoint.name} did not answer within ${Math.ceil(ms / 1000)} s` : `${endpoint.name} cannot be reached` };
    }
}

/** A sentence about an answer that is no body. */
export function reasonOf(endpoint, answer) {
    return answer.problem !== undefined ? `${endpoint.name} answers ${answer.problem.code}: ${answer.problem.detail}` : answer.unreachable ?? `${endpoint.name}'s answer does not verify`;
}

/** The JSON value of a merchant's answer, which is its word; undefined where it is none. */
export function wordOf(bytes) {
    try {
        return JSON.parse(strictText(bytes) ?? '');
    } catch {
        return undefined;
    }
}

/** A merchant's words as they may be shown: bounded, without control characters. */
export function words(value, most = MAX_WORDS) {
    return typeof value === 'string' ? value.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').slice(0, most) : '';
}

/** The bytes of a response, or null where they are more than `maxBytes`: read piece by piece, so that an endless answer ends at the bound. */
export async function readBody(response, maxBytes) {
    if (Number(response.headers.get('Content-Length') ?? 0) > maxBytes) {
        await response.body?.cancel();
        return null;
    }
    const parts = [];
    let length = 0;
    for (const reader = response.body?.getReader(); reader !== undefined;) {
        const { done, value } = await reader.read();
        if (done) {
            break;
        }
        length += value.length;
        if (length > maxBytes) {
            await reader.cancel();
            return null;
        }
        parts.push(value);
    }
    return concat(...parts);
}

function problemOf(response, body) {
    const root = body.length <= 65536 ? wordOf(body) : undefined;
    const isObject = root !== null && typeof root === 'object';
    const code = isObject && typeof root.code === 'string' && /^[a-z0-9-]{1,40}$/.test(root.code) ? root.code : `http-${response.status}`;
    const retry = isObject && Number.isFinite(root.retryAfterMs) ? root.retryAfterMs : Number(response.headers.get('Retry-After') ?? 0) * 1000;
    return Object.freeze({
        status: response.status,
        code,
        detail: words(isObject ? root.detail ?? root.title : '') || 'no reason given',
        retryAfterMs: Math.min(MAX_RETRY_MS, Math.max(0, retry || 0)),
    });
}

/** Waits so many ms, or less where the signal ends it. */
export function pause(ms, signal) {
    return new Promise(resolve => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve();
        }, { once: true });
    });
}
