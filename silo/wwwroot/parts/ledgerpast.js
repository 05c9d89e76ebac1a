// Entries from before one looked: the feed begins at an older place and is left once it arrives at what is known.

import { byPlace, readEvent } from './ledgerentries.js';

/** How many blocks are looked back at a time. */
export const PAST_BLOCKS = 200;

const MAX_INDEX = 2_147_483_647;
const QUIET_MS = 20_000;

/** The place right before a place `HEIGHT.INDEX`, as `since` takes it; null where it is none. */
export function placeBefore(place) {
    const [, height, index] = /^([0-9]{1,15})\.([0-9]{1,9})$/.exec(place) ?? [];
    return height === undefined || height === '0' ? null : index === '0' ? `${Number(height) - 1}.${MAX_INDEX}` : `${height}.${Number(index) - 1}`;
}

/** Where a live list begins: some blocks ago, or with what comes next where that cannot be known. */
export async function startOf(session) {
    const member = session.group.members.find(one => one.name === session.merchant);
    const status = member === undefined ? null : await session.client.status(member.index);
    const height = status?.executedHeight;
    return Number.isSafeInteger(height) && height >= 0 ? `${Math.max(0, height - PAST_BLOCKS)}.0` : '';
}

/** The entry at a place, as this merchant tells it. */
export function entryAt(session, place, signal) {
    return new Promise((resolve, reject) => {
        const done = (end, value) => {
            stop();
            clearTimeout(timer);
            end(value);
        };
        const timer = setTimeout(() => done(reject, new Error('It did not come.')), QUIET_MS);
        const stop = session.feed([], told => {
            const event = readEvent(told);
            done(event?.id === place ? resolve : reject, event);
        }, { since: placeBefore(place) });
        signal.addEventListener('abort', () => done(reject, new Error('left')), { once: true });
    });
}

/** Calls `each` with entries before `oldest`, `PAST_BLOCKS` blocks of them. */
export function readPast(session, oldest, { signal, each }) {
    return new Promise((resolve, reject) => {
        const end = () => {
            stop();
            clearTimeout(timer);
        };
        const refuse = () => {
            end();
            reject(new Error('The older entries did not come. This merchant may not keep them any more.'));
        };
        const timer = setTimeout(refuse, QUIET_MS);
        const stop = session.feed([], told => {
            const event = readEvent(told);
            if (event === null || byPlace(event, oldest) < 0) {
                each(told);
            } else {
                end();
                resolve();
            }
        }, { since: `${Math.max(0, oldest.height - PAST_BLOCKS)}.0`, onState: state => state === 'refused' && refuse() });
        signal.addEventListener('abort', () => (end(), resolve()), { once: true });
    });
}
