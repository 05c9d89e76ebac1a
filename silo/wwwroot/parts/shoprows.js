// What a programme of points wrote down for its merchants: the rows, columns and files of `scew loyalty statement` and `export`.

import { csv, iso } from './ledgerexport.js';

/** The columns, in the console's order and names. */
export const COLUMNS = Object.freeze(['period', 'merchant', 'issued', 'redeemed', 'expired', 'accepted', 'outstanding', 'owes', 'earns', 'net', 'prefund']);

/** What people call them. */
export const HEADS = Object.freeze({
    period: 'Period', merchant: 'Merchant', issued: 'Given', redeemed: 'Own points spent', expired: 'Expired', accepted: 'Taken here', outstanding: 'Still out', owes: 'Owes', earns: 'Earns', net: 'Net', prefund: 'Paid in',
});

/** Whether an asset's values are those of a programme. */
export function isProgramme(asset) {
    const values = asset?.state?.values ?? {};
    return values.rows?.kind === 'list' && values.merchants?.kind === 'list' && values.number?.kind === 'int';
}

/** Rows of ended periods as they stand, then the open one as it is now: `{period, merchant, issued, ..., prefund}`, numbers BigInt, `isOpen`. */
export function rowsOf({ state: { values } }) {
    const ended = recordsOf(values.rows).map(row => rowOf(row, row.period, row.merchant, 0n, false));
    const open = recordsOf(values.merchants).map(one => rowOf(one, values.number.value, one.id, one.earns - one.owes, true));
    return [...ended, ...open];
}

/** Who pays and who gets in a period, the largest first: `{pays: [{merchant, amount}], gets}`. */
export function settlement(rows) {
    const sides = sign => rows.filter(row => row.net * sign > 0n).map(row => ({ merchant: row.merchant, amount: row.net * sign })).sort((a, b) => a.amount > b.amount ? -1 : 1);
    return { pays: sides(-1n), gets: sides(1n) };
}

/** The rows as CSV. */
export function rowsCsv(rows) {
    return csv(COLUMNS, rows.map(row => COLUMNS.map(name => row[name])));
}

/** The rows as JSON: what the console prints as `data`. `read` is the verified read that they come from. */
export function rowsJson(rows, read) {
    const lines = rows.map(row => Object.fromEntries(COLUMNS.map(name => [name, String(row[name])])));
    return `${JSON.stringify({ asOf: `${iso(read.asOf)}, height ${read.height}`, rows: lines }, null, 2)}\n`;
}

/** The records of a list as objects; times as numbers. */
export function recordsOf(list) {
    return list.items.map(item => Object.fromEntries(item.fields.map(([name, value]) => [name, value.kind === 'time' ? Number(value.value) : value.value])));
}

function rowOf(row, period, merchant, pending, isOpen) {
    const { issued, redeemed, expired, accepted, outstanding, owes, earns } = row;
    return Object.freeze({ period, merchant, issued, redeemed, expired, accepted, outstanding, owes, earns, net: earns - owes, prefund: row.prefund + pending, isOpen });
}
