// Ranges and forms that a genesis document keeps: the numbers of GroupParameters, the forms of GenesisRules.

const HOUR = 3_600_000;
const RANGES = {
    maxBlockRequests: [1, 16384],
    maxBlockBytes: [192 * 1024, 2 << 20],
    maxBlockCost: [1 << 16, 1 << 18],
    leaderTimerMs: [10, 60_000],
    advanceTimerMs: [10, 120_000],
    driftMs: [10, 60_000],
    windowMs: [1000, HOUR],
    severalSignersWindowMs: [0, 7 * 24 * HOUR],
    newAccountsPerBlock: [1, 1 << 20],
    newRegistersPerBlock: [1, 1 << 20],
    poolRequests: [16, 1 << 20],
};
const HOST = /^[A-Za-z0-9.\-:[\]]+$/;
const WHOLE = /^https?:\/\/[^/?#@\s\\]+$/i;
const PORT = /^0*[0-9]{1,5}$/;

/** Whether every parameter lies in its range. */
export function hasRanges(parameters) {
    return Object.entries(RANGES).every(([name, [least, most]]) => parameters[name] >= least && parameters[name] <= most)
        && parameters.severalSignersWindowMs >= parameters.windowMs;
}

/** Whether a text is host:port. */
export function isEndpoint(text) {
    const colon = text.lastIndexOf(':');
    const port = text.slice(colon + 1);
    return colon > 0 && HOST.test(text.slice(0, colon)) && PORT.test(port) && Number(port) >= 1 && Number(port) <= 65535;
}

/** Whether a text is http(s)://host[:port] and nothing more, so that it is also an origin. */
export function isPublicUrl(text) {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && !text.endsWith('/')
        && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '' && WHOLE.test(text);
}
