/**
 * Days, times of day and lengths of time as people type them. A day or time without `Z` or offset counts where the page is; nothing is read that people of two countries read as two days.
 */

const UNITS = new Map(Object.entries({
    ms: 1n, s: 1000n, sec: 1000n, second: 1000n, min: 60_000n, minute: 60_000n, h: 3_600_000n, hour: 3_600_000n, d: 86_400_000n, day: 86_400_000n, w: 604_800_000n, week: 604_800_000n,
}));

const MOST = 9_007_199_254_740_991n;

const DURATION_RULE = 'write a whole number and a unit: 14 days, 2 h 30 min';

/**
 * @param {string} typed such as `14 days`, `2 h 30 min`, `-5 s`
 * @returns {{ms: bigint} | {fault: string}}
 */
export const durationOf = (typed) => {
    const text = typed.trim().toLowerCase();
    const sign = /^[-\u2212]/.test(text) ? -1n : 1n;
    const parts = text.replace(/^[-\u2212]\s*/, '');
    if (/^[0-9]+$/.test(parts)) {
        return { fault: `say of what: ${parts} days, ${parts} hours or ${parts} minutes` };
    }
    if (/[0-9][.,][0-9]/.test(parts)) {
        return { fault: 'write whole numbers only: 90 min instead of 1.5 h' };
    }
    if (!/^([0-9]{1,18}\s*[a-z]+\s*)+$/.test(parts)) {
        return { fault: DURATION_RULE };
    }
    let ms = 0n;
    for (const [, count, unit] of parts.matchAll(/([0-9]+)\s*([a-z]+)/g)) {
        const size = UNITS.get(unit) ?? UNITS.get(unit.replace(/s$/, ''));
        if (size === undefined) {
            return { fault: `'${unit}' is no unit of time; ${DURATION_RULE}` };
        }
        ms += BigInt(count) * size;
    }
    return ms <= MOST ? { ms: sign * ms } : { fault: 'no duration is as long as this' };
};

const FORM = /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,3}))?)?\s*(Z|[+-][0-9]{2}:[0-9]{2})?)?$/;

/** What a clock in a zone shows at a moment, as the milliseconds of a clock that shows the same in UTC. */
const wallAt = (ms, zone) => {
    const format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone, calendar: 'iso8601', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    const shown = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute, shown.second) + (((ms % 1000) + 1000) % 1000);
};

const DAY = 86_400_000;

/** The moments at which a clock of the zone shows this: one, or where clocks are put forward none, or where they are put back two. */
const momentsOf = (wall, zone) => {
    const offsets = [wall - DAY, wall + DAY].map((ms) => wallAt(ms, zone) - ms);
    return [...new Set(offsets.map((offset) => wall - offset))].filter((ms) => wallAt(ms, zone) === wall).sort((left, right) => left - right);
};

const offsetOf = (text) => (text === 'Z' ? 0 : (text[0] === '-' ? -1 : 1) * (Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6))) * 60_000);

/**
 * @param {string} typed such as `2026-12-01`, `2026-12-01 18:00`, `2026-12-01T18:00:00Z`, `in 14 days`
 * @param {{now: number, zone?: string}} where `now` in Unix milliseconds; `zone`: a name such as Europe/Berlin, by default where the page is
 * @returns {{ms: bigint} | {fault: string}}
 */
export const momentOf = (typed, { now, zone }) => {
    const text = typed.trim();
    const later = /^(?:in\s+|\+\s*)(.+)$/i.exec(text);
    if (later !== null) {
        const length = durationOf(later[1]);
        return length.fault === undefined ? inRange(BigInt(now) + length.ms) : length;
    }
    const found = FORM.exec(text);
    if (found === null) {
        return { fault: 'write year, month and day, and a time where it matters: 2026-12-01 18:00; or: in 14 days' };
    }
    const [year, month, day, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)));
    const wall = Date.UTC(year, month - 1, day, hour, minute, second, Number((found[7] ?? '0').padEnd(3, '0')));
    const read = new Date(wall);
    if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
        return { fault: 'there is no such day or time' };
    }
    if (year < 1970) {
        return { fault: 'times begin with the year 1970' };
    }
    if (found[8] !== undefined) {
        return inRange(BigInt(wall - offsetOf(found[8])));
    }
    const moments = momentsOf(wall, zone);
    if (moments.length === 1) {
        return inRange(BigInt(moments[0]));
    }
    return { fault: moments.length === 0 ? 'clocks are put forward then, and never show this time' : 'clocks are put back then and show this time twice: add an offset, such as +02:00' };
};

const inRange = (ms) => (ms >= 0n && ms <= MOST ? { ms } : { fault: 'times begin with the year 1970, and end in 285,000 years' });
