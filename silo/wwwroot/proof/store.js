// What this browser keeps for the page: IndexedDB `scew`. Every write is awaited until it is on disk, so that nothing is sent that a crash could forget.

import { ProofFault } from './fault.js';

const VERSION = 1;

/** The tables: name and the member that is the key of a row. */
const TABLES = Object.freeze({ keys: 'name', outbox: 'id', receipts: 'id', pins: 'origin', settings: 'name', evidence: 'id', lies: 'id', petnames: 'account' });
const MOST_ROWS = Object.freeze({ lies: 200, evidence: 500 });

let opened = null;

/** One row by its key, or null. Throws ProofFault `storage`. */
export async function get(table, key) {
    return await run([table], 'readonly', stores => stores[table].get(key)) ?? null;
}

/** All rows of a table in the order of their keys. */
export function all(table) {
    return run([table], 'readonly', stores => stores[table].getAll());
}

/** Writes a row, over one with the same key. Resolves once it is on disk. */
export async function put(table, row) {
    await transact([table], stores => stores[table].put(row));
    await trim(table);
}

/** Writes a row unless one with its key is there; false where one is. */
export function add(table, row) {
    return transact([table], stores => stores[table].add(row)).then(() => true, async fault => {
        if (await get(table, row[TABLES[table]]) !== null) {
            return false;
        }
        throw fault;
    });
}

/** Changes a row in one step, so that nothing that another tab writes meanwhile is lost. `alter(row)` answers the new row. */
export function change(table, key, alter) {
    return transact([table], stores => {
        const held = stores[table].get(key);
        held.onsuccess = () => {
            if (held.result !== undefined) {
                stores[table].put(alter(held.result));
            }
        };
    });
}

/** Removes a row. */
export function remove(table, key) {
    return transact([table], stores => stores[table].delete(key));
}

/** Several writes that happen together or not at all: `write` gets `{table: IDBObjectStore}` and must not await anything. */
export function transact(tables, write) {
    return run(tables, 'readwrite', write);
}

/** Asks the browser not to throw the storage away when space is short; true where it agreed. */
export async function keepStorage() {
    return await navigator.storage?.persist?.() ?? false;
}

async function run(tables, mode, work) {
    const database = await open();
    return new Promise((resolve, reject) => {
        let transaction;
        try {
            transaction = database.transaction(tables, mode, { durability: 'strict' });
        } catch {
            opened = null;
            reject(storageFault());
            return;
        }
        const request = work(Object.fromEntries(tables.map(name => [name, transaction.objectStore(name)])));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = () => reject(storageFault());
    });
}

function open() {
    opened ??= new Promise((resolve, reject) => {
        let request;
        try {
            request = indexedDB.open('scew', VERSION);
        } catch {
            reject(storageFault());
            return;
        }
        request.onupgradeneeded = () => {
            for (const [name, keyPath] of Object.entries(TABLES)) {
                request.result.createObjectStore(name, { keyPath });
            }
        };
        request.onblocked = () => reject(storageFault());
        request.onerror = () => reject(storageFault());
        request.onsuccess = () => {
            const database = request.result;
            // Another tab with a newer page must not wait for this one.
            database.onversionchange = () => {
                opened = null;
                database.close();
            };
            database.onclose = () => {
                opened = null;
            };
            resolve(database);
        };
    }).catch(fault => {
        opened = null;
        throw fault;
    });
    return opened;
}

// What merchants make us keep is bounded: the oldest goes first.
async function trim(table) {
    const most = MOST_ROWS[table];
    if (most === undefined) {
        return;
    }
    const rows = await all(table);
    const surplus = rows.sort((a, b) => (a.savedMs ?? 0) - (b.savedMs ?? 0)).slice(0, Math.max(0, rows.length - most));
    for (const row of surplus) {
        await remove(table, row[TABLES[table]]);
    }
}

function storageFault() {
    return new ProofFault('storage', 'Storage', 'this browser cannot keep data for this page: it is a private window, its storage is full or switched off');
}
