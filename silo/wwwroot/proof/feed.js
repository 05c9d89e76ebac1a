// The events of one merchant: its word, in order, without gaps across cut lines. Read as a stream with bounds, because an EventSource buffers an endless event without end.

import { pause } from './transport.js';

const MAX_EVENT_CHARS = 256 * 1024;
const SILENCE_MS = 45_000;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;
const POSITION = /^([0-9]{1,16})\.([0-9]{1,10})$/;

/** A position in the ledger `[height, index]` of an event's id `height.index`, or null. */
export function positionOf(id) {
    const match = POSITION.exec(id);
    return match === null ? null : [Number(match[1]), Number(match[2])];
}

/** Splits a stream of text into events `{id, data}`. `push(text)` answers those that it completes; throws RangeError where one is larger than any merchant sends. */
export function eventParser() {
    let [rest, id, data, isOpen] = ['', '', null, false];
    return {
        push(text) {
            const events = [];
            // A line that comes byte by byte is not split again at every byte.
            if (!isOpen && rest.length <= MAX_EVENT_CHARS && !/[\r\n]/.test(text)) {
                rest += text;
                return events;
            }
            const lines = (rest + text).split(/\r\n|\n|\r(?=.)/s);
            rest = lines.pop();
            isOpen = rest.endsWith('\r');
            if (rest.length > MAX_EVENT_CHARS) {
                throw new RangeError('an event is larger than any that a merchant sends');
            }
            for (const line of lines) {
                if (line === '') {
                    if (data !== null) {
                        events.push({ id, data });
                        data = null;
                    }
                } else if (line.startsWith('data:')) {
                    data = data === null ? valueOf(line, 5) : `${data}\n${valueOf(line, 5)}`;
                } else if (line.startsWith('id:')) {
                    id = valueOf(line, 3);
                }
                if ((data?.length ?? 0) > MAX_EVENT_CHARS || line.length > MAX_EVENT_CHARS) {
                    throw new RangeError('an event is larger than any that a merchant sends');
                }
            }
            return events;
        },
    };
}

/**
 * Follows a merchant's events until `signal` ends it. `onEvent(event)` gets the parsed JSON of each with `id`, rising by position and each once; `onState(state, reason)` gets `open`,
 * `waiting` or `refused`. `since`: the id to begin behind (default: now); `ids`: at most 16 ids or accounts, only whose events are told. `ids`: only events that name one of these. A cut line is taken up behind the last event; a merchant that breaks the rules is left (`refused`).
 */
export async function follow(endpoint, { since = '', ids = [], onEvent, onState = () => undefined, signal }) {
    let last = since;
    for (let wait = FIRST_PAUSE_MS; !signal.aborted; wait = Math.min(MAX_PAUSE_MS, wait * 2)) {
        const watch = new AbortController();
        let timer;
        const alive = () => {
            clearTimeout(timer);
            timer = setTimeout(() => watch.abort(), SILENCE_MS);
        };
        alive();
        try {
            const response = await fetch(`${endpoint.url}/v1/events${query(last, ids)}`, {
                headers: { Accept: 'text/event-stream' }, credentials: 'omit', cache: 'no-store', redirect: 'error', referrerPolicy: 'no-referrer', signal: AbortSignal.any([signal, watch.signal]),
            });
            if (response.status === 410) {
                onState('refused', 'events from there on are not kept any more');
                return;
            }
            if (response.status === 200) {
                onState('open', '');
                const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
                const parser = eventParser();
                for (let part; !(part = await reader.read()).done;) {
                    alive();
                    for (const { id, data } of parser.push(part.value)) {
                        const position = take(last, id, data, onEvent);
                        last = position ?? last;
                        wait = FIRST_PAUSE_MS;
                    }
                }
            }
        } catch (fault) {
            if (fault instanceof RangeError || fault instanceof SyntaxError) {
                watch.abort();
                onState('refused', fault.message);
                return;
            }
        } finally {
            clearTimeout(timer);
        }
        if (!signal.aborted) {
            onState('waiting', '');
            await pause(wait, signal);
        }
    }
}

// The new last id, or null where nothing moved. A heartbeat may name a position, too.
function take(last, id, data, onEvent) {
    if (id === '' && data === '') {
        return null;
    }
    const position = positionOf(id);
    if (position === null) {
        throw new RangeError('an event has no position in the ledger');
    }
    const before = positionOf(last) ?? [-1, -1];
    if (position[0] < before[0] || (position[0] === before[0] && position[1] <= before[1])) {
        return null;
    }
    if (data !== '') {
        const event = JSON.parse(data);
        if (event === null || typeof event !== 'object') {
            throw new RangeError('an event is no object');
        }
        onEvent(Object.freeze({ ...event, id }));
    }
    return id;
}

function query(since, ids) {
    const parts = [...(since === '' ? [] : [['since', since]]), ...ids.map(id => ['id', id])];
    return parts.length === 0 ? '' : `?${new URLSearchParams(parts)}`;
}

function valueOf(line, from) {
    return line.slice(line[from] === ' ' ? from + 1 : from);
}
