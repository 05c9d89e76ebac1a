// Integers that stay encrypted in the group: plaintexts go in and come out here and nowhere else. Every read is certified and every result has a
// verified receipt; a request that another's change made stale is made anew. What cannot be done is a VariableFault with a code, a sentence and
// what to do.

import { sha256 } from '../proof/hash.js';
import { ownPrefix } from '../proof/shapes.js';
import { comparison, rangeBatches, rangeOf, setChange, sumChange } from './changes.js';
import { unknownVariable, variableFault } from './faults.js';
import { checkId, checkNewId, checkOperator, checkRange, checkType, namedWithout } from './input.js';
import { firstLabel } from './labels.js';
import { memoryOf } from './memory.js';
import { value64 } from './numbers.js';
import { ORDERED, createVariable } from './operations.js';
import { paillierRegistry } from './registry.js';
import { storedOf } from './stored.js';
import { submission } from './submission.js';
import { checkOneChangeEach, conditionalUpdate, updatedIds } from './update.js';
import { valueKeys } from './valuekeys.js';
import { storedList, valueOf, viewOf } from './views.js';

export { openVariable } from './views.js';

const READS_AT_ONCE = 8;

/**
 * The variables of a key's account.
 * @param {object} own
 * @param {object} own.client of proof/client.js, opened
 * @param {object} own.handle the account's key handle `{account, publicKey, privateKey}`
 * @param {CryptoKey} own.master of `importMaster`, saved before: whatever is encrypted with it is lost with it
 * @param {object} [own.store] `get(name)` and `set(name, value)` of what may be lost
 * @param {object} [own.hooks] `confirm(payload)` is asked before every signature, so again for a request made anew, and may answer false;
 * `progress(text)` is told what takes time
 * @param {number} [own.keyBits] of new Paillier keys: 2048 or 3072
 * @param {number} [own.deadlineMs] until a request's outcome counts as unknown; the client's own where none is given
 */
export function openVariables({ client, handle, master, store = memoryOf(client.group.hash, handle.account), hooks = {}, keyBits = 2048, deadlineMs }) {
    const { account } = handle;
    const group = client.group.hash;
    if (handle.isDev === true && !client.group.dev) {
        throw variableFault('not-permitted', 'a key of a development group is no secret, and this group is none');
    }
    const told = { confirm: async () => true, progress: () => {}, ...hooks };
    const readKeyRegister = async id => {
        // It never changes, so certified state of any age will do that has it.
        const read = await client.read('paillier-key', id);
        return read.present ? read : client.read('paillier-key', id, { fresh: true });
    };
    const keys = valueKeys({ master, group, account, readKeyRegister });
    const { run, runOperation } = submission({ client, handle, readSet, hooks: told, deadlineMs });
    const list = () => storedList(client, `${ownPrefix(account)}:`);
    const registry = paillierRegistry({ master, group, account, keys, run: runOperation, list, store, bits: keyBits, progress: told.progress });

    async function find(id, options = { fresh: true }) {
        checkId(id);
        const read = await client.read('variable', id, options);
        const stored = storedOf(read);
        if (stored === null) {
            throw unknownVariable(id, read.height);
        }
        return stored;
    }

    async function readSet(ids) {
        // One question about the newest height, then certified state at or above it.
        const found = await Promise.all(ids.slice(0, 1).map(id => find(id)));
        for (let at = 1; at < ids.length; at += READS_AT_ONCE) {
            found.push(...await Promise.all(ids.slice(at, at + READS_AT_ONCE).map(id => find(id, { atLeast: found[0].height }))));
        }
        return Promise.all(found.map(async variable => ({ variable, key: await keys.find(variable) })));
    }

    const writing = one => (one.key === null ? raise(keys.fault(one.variable)) : one);
    const opening = one => (one.key?.canOpen ? one : raise(keys.fault(one.variable)));

    async function newKey(type, id, isOwn) {
        if (type === ORDERED) {
            const label = firstLabel(id, account);
            return { id: label, key: await keys.ownOrdered(label, id) };
        }
        return isOwn ? registry.single() : registry.accountWide();
    }

    return Object.freeze({
        /**
         * Creates a variable that this account owns; answers the receipt. An additive one that others may write or read has a Paillier key of its own: they
         * could have anything under its key opened.
         * @param {string} id
         * @param {'homo-add-int'|'homo-ope-int'} type
         * @param {bigint|number} value
         */
        async create(id, type, value, { writers = [], readers = [], ownKey = false } = {}) {
            checkNewId(id, account);
            checkType(type);
            const number = value64(value);
            const named = { writers: namedWithout(writers, account, 'writer'), readers: namedWithout(readers, account, 'reader') };
            const made = await newKey(type, id, ownKey || named.writers.length + named.readers.length > 0);
            return runOperation(createVariable({ contract: type, id, key: made.id, record: await made.key.seal(id, number), ...named }));
        },

        /** A variable as it is now, opened where its key is here. */
        view: async id => viewOf(await find(id), keys),

        /** As `view`, of a verified read that is at hand; null when there is no such variable. */
        async open(read) {
            const stored = storedOf(read);
            return stored === null ? null : viewOf(stored, keys);
        },

        /** Every variable whose id begins so, in the order of ids; none that was there is left out. */
        async* list(prefix) {
            for await (const stored of storedList(client, prefix)) {
                yield viewOf(stored, keys);
            }
        },

        /** The value now; a fault where it cannot be opened here, or lies beyond 64 bits. */
        async get(id) {
            return valueOf(await viewOf(await find(id), keys), keys);
        },

        /**
         * Stores a value, as owner or writer; answers the receipt. With `unchangedSince` (a version) only where nobody changed it since, else `stale`.
         * `overwrites` a record that does not open here, which is refused otherwise: perhaps this is not the master secret of its readers.
         */
        async set(id, value, { unchangedSince = null, overwrites = false } = {}) {
            checkId(id);
            const number = value64(value);
            if (unchangedSince === null) {
                return run([id], ([one]) => setChange(writing(one), number, { overwrites }));
            }
            const first = await readSet([id]);
            const { version, record } = first[0].variable;
            if (version !== unchangedSince) {
                throw variableFault('stale', `'${id}' is at version ${version} by now, not ${unchangedSince}`, 'read it and decide anew');
            }
            const expected = await sha256(record);
            return run([id], ([one]) => setChange(writing(one), number, { expected, overwrites }), { retries: 0, first });
        },

        /** Adds without reading, as owner or writer; answers the receipt. An ordered sum is delegated to the secure modules. */
        async sum(id, addend) {
            checkId(id);
            const number = value64(addend);
            return run([id], ([one], parts) => sumChange(one.variable.contract === ORDERED ? opening(one) : writing(one), number, parts));
        },

        /** Whether `variable operator argument` holds, as the group sees it in one block, as owner or reader: `{holds, receipt}`. */
        async compare(id, operator, argument) {
            checkId(id);
            checkOperator(operator);
            const number = value64(argument);
            const receipt = await run([id], ([one], parts) => comparison(opening(one), operator, number, parts));
            return { holds: receipt.result.holds, receipt };
        },

        /**
         * All changes when the condition holds, else none: `{done, receipt}`. At most one change of each ordered variable; needs the rights of every part.
         * @param {import('./update.js').Condition} condition
         * @param {import('./update.js').Change[]} changes
         */
        async update(condition, changes) {
            const first = await readSet(updatedIds(condition, changes));
            checkOneChangeEach(first, changes);
            const ids = first.map(one => one.variable.id);
            const entry = set => (id, opens) => (opens ? opening : writing)(set[ids.indexOf(id)]);
            const receipt = await run(ids, (set, parts) => conditionalUpdate(entry(set), condition, changes, parts), { first, accepted: 'condition-false' });
            return { done: receipt.code === 'ok', receipt };
        },

        /**
         * Which of these variables have a value from `low` to `high`, both inclusive: `{ids, receipts}`. Several requests, which are several moments, where
         * types differ or there are many.
         */
        async between(ids, low, high) {
            checkRange(ids, low, high);
            const read = (await readSet(ids)).map(opening);
            const receipts = [];
            for (const batch of rangeBatches(read)) {
                const asked = batch.map(one => one.variable.id);
                receipts.push(await run(asked, (set, parts) => rangeOf(set.map(opening), low, high, parts), { first: batch }));
            }
            const found = new Set(receipts.flatMap(receipt => receipt.result.ids));
            return { ids: ids.filter(id => found.has(id)), receipts };
        },
    });
}

function raise(fault) {
    throw fault;
}
