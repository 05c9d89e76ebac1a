// What a person signs, decoded from the very bytes to be signed. Whatever has no line here is listed as unknown, and then nothing may be signed.

import { tryCanonical } from './canonical.js';
import { LIMITS } from './limits.js';
import { membersOf } from './operations.js';
import { readPayload } from './payload.js';
import { isObject } from './shapes.js';
import { kindOf } from './values.js';

const ADD = 'homo-add-int';
const OPE = 'homo-ope-int';
const TITLES = {
    'create': { wallet: 'Create a wallet', [ADD]: 'Create an encrypted integer', [OPE]: 'Create an encrypted integer that can be ordered' },
    'transfer': 'Pay',
    'atomic-transfer': 'Several payments, all or none',
    'balance': 'Read a balance',
    'ledger': 'Read a page of the ledger',
    'get': { '': 'Read', [ADD]: 'Read an encrypted integer', [OPE]: 'Read an encrypted integer' },
    'set': { '': 'Set a wallet\'s balance', [ADD]: 'Replace an encrypted integer', [OPE]: 'Replace an encrypted integer' },
    'sum': { '': 'Change a wallet\'s balance', [ADD]: 'Add to an encrypted integer', [OPE]: 'Add to an encrypted integer' },
    'compare': { '': 'Compare a balance', [ADD]: 'Compare an encrypted integer', [OPE]: 'Compare an encrypted integer' },
    'conditional-update': 'Change only if a condition holds',
    'transaction': 'Several operations, all or none',
    'asset.create': 'Create an asset',
    'asset.transition': 'Act on an asset',
    'asset.migrate': 'Move an asset to another machine',
    'group.propose': 'Propose who the merchants are to be next, and approve it',
    'group.approve': 'Approve who the merchants are to be next',
    'machine.deploy': 'Deploy a machine',
    'rekey': { [ADD]: 'Give an encrypted integer another key', [OPE]: 'Give an encrypted integer another key' },
    'key.create': 'Register a key for encrypted integers',
    'key.publish': 'Publish the account\'s encryption key',
};

// Label and kind of every member that is one value. The order is the order of the lines.
const MEMBERS = {
    contract: ['Contract', 'choice'], transition: ['Action', 'choice'], amount: ['Amount', 'amount'], initial: ['Starts with', 'amount'],
    from: ['From', 'id'], to: ['To', 'id'], toOwner: ['Only if the receiver is', 'account'], id: ['Id', 'id'], machine: ['Machine', 'choice'],
    value: ['New balance', 'amount'], delta: ['Change by', 'amount'], operator: ['Holds if it is', 'choice'], argument: ['Compared with', 'amount'],
    low: ['At least', 'amount'], high: ['At most', 'amount'], after: ['After', 'id'], limit: ['At most', 'number'], calls: ['May lead to calls', 'number'],
    bits: ['Key size in bits', 'number'], version: ['At version', 'number'], expected: ['Only if the record is', 'digest'], key: ['Key', 'id'],
    record: ['Encrypted record', 'bytes'], addend: ['Encrypted addend', 'bytes'], token: ['Encrypted bound', 'bytes'], public: ['Public key', 'bytes'],
    proof: ['Proof', 'bytes'], sealed: ['Sealed key', 'bytes'], text: ['Text', 'text'], plan: ['Plan', 'digest'], as: ['In the name of signer', 'signer'],
};
const HIDDEN = /(?!\uFE0F)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{DI}\u2800]/u;

/**
 * `{lines, unknown}` of payload bytes. A line is `{label, value, kind, path, odd}`: `value` a text, `kind` one of action, id, account, amount, number, time, text, bytes,
 * digest, choice, group, flag, part; `path` where it stands in the JSON; `odd` says that the text holds characters one does not see. `unknown` lists paths.
 */
export function describe(payloadBytes) {
    const payload = tryCanonical(payloadBytes, LIMITS.wireBytes);
    if (payload === undefined || !isObject(payload)) {
        return { lines: [], unknown: ['(not canonical JSON)'] };
    }
    const lines = [];
    const unknown = Object.keys(payload).filter(name => !['by', 'envelope', 'group', 'nonce', 'op', 'validUntil'].includes(name));
    const by = Array.isArray(payload.by) ? payload.by : [];
    operation({ lines, unknown, by }, payload.op, 'op');
    by.forEach((account, i) => add(lines, by.length === 1 ? 'Signed by' : `Signer ${i + 1}`, account, 'account', `by[${i}]`));
    add(lines, 'Group', payload.group, 'group', 'group');
    add(lines, 'Valid until', timeText(payload.validUntil), 'time', 'validUntil');
    add(lines, 'Nonce', payload.nonce, 'digest', 'nonce');
    if (payload.envelope !== undefined) {
        add(lines, 'Sealed for the secure modules', sizeText(payload.envelope), 'bytes', 'envelope');
    }
    // Whatever the lines do not account for is found by the reader that merchants use.
    if (unknown.length === 0 && readPayload(payloadBytes) === null) {
        unknown.push('(not a known operation)');
    }
    return { lines, unknown };
}

function operation(to, op, path) {
    const members = isObject(op) ? membersOf(op.type) : new Set();
    if (members.size === 0) {
        to.unknown.push(isObject(op) ? `${path}.type` : path);
        return;
    }
    const title = TITLES[op.type];
    add(to.lines, 'Action', (typeof title === 'string' ? title : title[op.contract ?? '']) ?? op.type, 'action', `${path}.type`);
    for (const name of Object.keys(MEMBERS).filter(one => Object.hasOwn(op, one) && members.has(one))) {
        one(to, op, name, `${path}.${name}`);
    }
    many(to, op, path);
    const known = new Set([...Object.keys(MEMBERS), 'type', 'legs', 'ids', 'items', 'readers', 'writers', 'allow', 'input', 'condition', 'updates', 'operations']);
    to.unknown.push(...Object.keys(op).filter(name => !members.has(name) || !known.has(name)).map(name => `${path}.${name}`));
}

function one(to, op, name, path) {
    const [label, kind] = MEMBERS[name];
    if (kind === 'bytes') {
        add(to.lines, label, sizeText(op[name]), kind, path);
    } else if (kind === 'signer') {
        add(to.lines, label, to.by[op[name]], 'account', path);
    } else if (op.type === 'key.publish' && name === 'key') {
        add(to.lines, 'Encryption key', op[name], 'bytes', path);
    } else {
        add(to.lines, label, op[name], kind, path);
    }
}

function many(to, op, path) {
    const each = (name, show) => (Array.isArray(op[name]) ? op[name] : []).forEach((item, i) => show(item, `${path}.${name}[${i}]`, i));
    each('legs', (leg, at, i) => {
        add(to.lines, 'Payment', String(i + 1), 'part', at);
        members(to, leg, at, ['amount', 'from', 'to', 'toOwner']);
    });
    each('ids', (id, at) => add(to.lines, 'Id', id, 'id', at));
    each('items', (item, at) => {
        add(to.lines, 'Id', item?.id, 'id', `${at}.id`);
        add(to.lines, 'Encrypted lower bound', sizeText(item?.low), 'bytes', `${at}.low`);
        add(to.lines, 'Encrypted upper bound', sizeText(item?.high), 'bytes', `${at}.high`);
        surplus(to, item, at, ['high', 'id', 'low']);
    });
    each('readers', (account, at) => add(to.lines, 'May read', account, 'account', at));
    each('writers', (account, at) => add(to.lines, 'May write', account, 'account', at));
    each('allow', (item, at) => {
        add(to.lines, item?.wallet === undefined ? 'May use the rights over asset' : 'May spend from wallet', item?.wallet ?? item?.asset, 'id', at);
        add(to.lines, 'At most', item?.most, 'amount', `${at}.most`);
        surplus(to, item, at, ['asset', 'most', 'wallet']);
    });
    for (const [name, held] of Object.entries(isObject(op.input) ? op.input : {})) {
        value(to, `Input ${name}`, held, `${path}.input.${name}`);
    }
    if (op.condition !== undefined) {
        add(to.lines, 'Only if', '', 'part', `${path}.condition`);
        operation(to, op.condition, `${path}.condition`);
    }
    each('updates', (part, at, i) => numbered(to, 'Change', part, at, i));
    each('operations', (part, at, i) => numbered(to, 'Operation', part, at, i));
}

function numbered(to, label, part, path, index) {
    add(to.lines, label, String(index + 1), 'part', path);
    operation(to, part, path);
}

function members(to, item, path, names) {
    for (const name of names.filter(one => isObject(item) && Object.hasOwn(item, one))) {
        one(to, item, name, `${path}.${name}`);
    }
    surplus(to, item, path, names);
}

function surplus(to, item, path, names) {
    to.unknown.push(...(isObject(item) ? Object.keys(item).filter(name => !names.includes(name)).map(name => `${path}.${name}`) : [path]));
}

function value(to, label, held, path) {
    const kind = kindOf(held);
    const inner = kind === null ? undefined : held[kind];
    switch (kind) {
        case 'int': return add(to.lines, label, inner, 'amount', path);
        case 'text': case 'bytes': case 'choice': return add(to.lines, label, inner, kind, path);
        case 'account': return add(to.lines, label, inner, 'account', path);
        case 'bool': return add(to.lines, label, inner === true ? 'yes' : 'no', 'flag', path);
        case 'none': return add(to.lines, label, 'none', 'flag', path);
        case 'time': return add(to.lines, label, timeText(inner), 'time', path);
        case 'duration': return add(to.lines, label, `${inner} ms`, 'number', path);
        case 'list': case 'map': case 'record': break;
        default: return to.unknown.push(path);
    }
    const entries = Array.isArray(inner) ? inner.entries() : Object.entries(isObject(inner) ? inner : {});
    add(to.lines, label, `${kind} of ${Object.keys(inner ?? {}).length}`, 'part', path);
    for (const [name, item] of entries) {
        if (kind !== 'map') {
            value(to, `${label} ${kind === 'list' ? name + 1 : name}`, item, `${path}.${name}`);
        } else {
            value(to, `${label} ${name + 1}, key`, item?.[0], `${path}.${name}.0`);
            value(to, `${label} ${name + 1}, value`, item?.[1], `${path}.${name}.1`);
        }
    }
    return undefined;
}

function add(lines, label, held, kind, path) {
    const shown = typeof held === 'string' ? held : held === undefined ? '(missing)' : String(held);
    lines.push(Object.freeze({ label, value: shown, kind, path, odd: HIDDEN.test(kind === 'text' ? shown.replace(/[\n\t]/g, '') : shown) || !shown.isWellFormed() }));
}

/** A time in UTC as text; what no calendar reaches stays a number. */
function timeText(ms) {
    return Number.isSafeInteger(ms) && ms <= 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`;
}

function sizeText(encoded) {
    return typeof encoded === 'string' ? `${Math.floor(encoded.length * 6 / 8)} bytes: ${encoded.slice(0, 16)}` : '(missing)';
}
