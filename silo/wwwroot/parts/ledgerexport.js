// Tables as files: CSV (RFC 4180) that no spreadsheet takes for formulas, and lines of JSON.

const MAY_BE_FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?[0-9]+$/;

/** One cell: quoted where it must be; a text that a spreadsheet would compute begins with an apostrophe. Whole numbers stay numbers. */
export function cell(value) {
    const text = String(value ?? '');
    const safe = MAY_BE_FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows of cells under their columns. */
export function csv(columns, rows) {
    return [columns, ...rows].map(row => `${row.map(cell).join(',')}\r\n`).join('');
}

const COLUMNS = ['entry', 'time', 'kind', 'account', 'ids', 'code', 'request'];

/** Entries of the record as CSV, in the order given. */
export function entriesCsv(events) {
    return csv(COLUMNS, events.map(event => [event.id, iso(event.timeMs), event.kind === 'timer' ? `timer ${event.timer?.transition ?? ''}` : event.operation, event.account, event.ids.join(' '), event.code, event.requestId]));
}

/** Entries as lines of JSON, each as the merchant told it. */
export function entriesNdjson(events) {
    return events.map(event => `${JSON.stringify(event)}\n`).join('');
}

/** A time as a text that sorts, or the bare number where no calendar reaches. */
export function iso(ms) {
    return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
