// Every operation: its members and what each may hold, its ids, what it delegates. As strict as Scew.Protocol's OperationReader and VariableMembers.

import { fixedBase64Url } from './bytes.js';
import { LIMITS } from './limits.js';
import {
    accounts, ascii, base64, idText, integer, isAccount, isAmount, isDigest, isMachine, isName, isObject, isPositiveAmount, list, object, textOf,
} from './shapes.js';
import { isValue } from './values.js';

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='];
const isOperator = value => OPERATORS.includes(value);
const is = expected => value => value === expected;
const isKeySize = value => value === 2048 || value === 3072;
const named = accounts(1, LIMITS.named);
const distinct = (items, keyOf) => new Set(items.map(keyOf)).size === items.length;
const record = base64(LIMITS.ciphertextBytes);
const token = base64(LIMITS.tokenBytes);
const leg = object({ amount: isPositiveAmount, from: idText, to: idText, 'toOwner?': isAccount });
const ofWallet = object({ most: isPositiveAmount, wallet: idText });
const ofAsset = object({ asset: idText, most: isPositiveAmount });
const ids = list(1, LIMITS.ids, idText);
const range = value => ids(value) && distinct(value, id => id);
const bounds = list(1, LIMITS.ids, object({ high: token, id: idText, low: token }));

const allow = value => list(1, LIMITS.allowances, item => ofWallet(item) || ofAsset(item))(value)
    && distinct(value, item => Object.hasOwn(item, 'wallet') ? 'wallet ' + item.wallet : 'asset ' + item.asset);
const input = value => isObject(value) && Object.keys(value).length <= LIMITS.inputs && Object.entries(value).every(([name, held]) => isName(name) && isValue(held));
const step = { 'allow?': allow, 'calls?': integer(1, LIMITS.calls), id: idText, input };
const variable = contract => ({ contract: is(contract), id: idText });
const ADD = 'homo-add-int';
const OPE = 'homo-ope-int';
const owned = { id: idText, key: idText, record };
const sharing = { 'readers?': named, 'writers?': named };

// Each form stands with the type and contract that choose it; a type with several forms has each in the order in which C# tries them.
const FORMS = {
    'create': [
        { contract: is('wallet'), id: idText, initial: isPositiveAmount },
        { contract: is(ADD), ...owned, ...sharing },
        { contract: is(OPE), ...owned, ...sharing },
    ],
    'transfer': [{ amount: isPositiveAmount, from: idText, to: idText, 'toOwner?': isAccount }],
    'atomic-transfer': [{ legs: list(1, LIMITS.legs, leg) }],
    'balance': [{ id: idText }],
    'ledger': [{ 'after?': idText, limit: integer(1, LIMITS.page) }],
    'get': [
        { id: idText },
        { high: isAmount, ids, low: isAmount },
        variable(ADD),
        variable(OPE),
        { bits: isKeySize, contract: is(ADD), ids: range },
        { contract: is(OPE), items: value => bounds(value) && distinct(value, item => item.id) },
    ],
    'set': [
        { id: idText, value: isAmount },
        { contract: is(ADD), 'expected?': isDigest, ...owned },
        { contract: is(OPE), 'expected?': isDigest, ...owned },
    ],
    'sum': [
        { delta: isAmount, id: idText },
        { addend: record, ...variable(ADD), key: idText },
        { ...variable(OPE), key: idText },
    ],
    'compare': [
        { argument: isAmount, id: idText, operator: isOperator },
        { ...variable(OPE), operator: isOperator, token },
        { bits: isKeySize, ...variable(ADD) },
    ],
    'conditional-update': [{ condition: isCondition, updates: list(1, LIMITS.updates, isUpdate) }],
    'transaction': [{ operations: list(1, LIMITS.operations, part => isObject(part) && part.type !== 'transaction' && isOperation(part)) }],
    'asset.create': [{ ...step, machine: isMachine }],
    'asset.transition': [{ ...step, transition: isName }],
    'asset.migrate': [{ id: idText, machine: isMachine }],
    'group.propose': [{ text: textOf(LIMITS.machineBytes) }],
    'group.approve': [{ plan: isDigest }],
    'machine.deploy': [{ text: textOf(LIMITS.machineBytes) }],
    'rekey': [ADD, OPE].map(contract => ({ ...variable(contract), key: idText, 'record?': record, ...sharing, version: integer(0) })),
    'key.create': [{ id: idText, proof: base64(LIMITS.proofBytes), public: base64(LIMITS.publicKeyBytes), sealed: base64(LIMITS.sealedKeyBytes) }],
    'key.publish': [{ key: value => ascii(LIMITS.idLength)(value) && fixedBase64Url(value, LIMITS.encryptionKeyBytes) !== null }],
};

const CHECKS = new Map(Object.entries(FORMS).map(([type, forms]) =>
    [type, forms.map(form => object({ ...form, 'as?': integer(0, LIMITS.signers), type: is(type) }))]));

/** Every operation's type. */
export const TYPES = Object.freeze([...CHECKS.keys()]);

/** The members that some form of a type has; empty for a type that is unknown. */
export function membersOf(type) {
    const forms = Object.hasOwn(FORMS, type) ? FORMS[type] : [];
    return new Set(forms.flatMap(form => [...Object.keys(form).map(name => name.replace('?', '')), 'as', 'type']));
}

/** Whether a parsed JSON value is an operation of one of the known forms (that its ids are ids is asked by `idsOf`). */
export function isOperation(value) {
    return isObject(value) && CHECKS.has(value.type) && CHECKS.get(value.type).some(holds => holds(value));
}

function isCondition(value) {
    return isOperation(value) && value.type === 'compare';
}

function isUpdate(value) {
    return isOperation(value) && ['transfer', 'atomic-transfer', 'set', 'sum'].includes(value.type);
}

/** The operations directly inside one: a condition before its updates, the parts of a transaction. */
export function partsOf(operation) {
    return operation.type === 'transaction' ? operation.operations
        : operation.type === 'conditional-update' ? [operation.condition, ...operation.updates] : [];
}

/** The operations that do something themselves, in their order. */
export function leavesOf(operation) {
    const parts = partsOf(operation);
    return parts.length === 0 ? [operation] : parts.flatMap(leavesOf);
}

/** Every id that an operation names, in its order, repeats included. */
export function idsOf(operation) {
    return leavesOf(operation).flatMap(one => [
        one.id, one.from, one.to, one.after, one.type === 'key.publish' ? undefined : one.key,
        ...(one.legs ?? []).flatMap(item => [item.from, item.to]),
        ...(one.ids ?? []), ...(one.items ?? []).map(item => item.id), ...(one.allow ?? []).map(item => item.wallet ?? item.asset),
    ].filter(id => id !== undefined));
}

/** Whether every `as` within an operation names one of `signers` signers. */
export function isWithin(operation, signers) {
    return (operation.as === undefined || operation.as < signers) && partsOf(operation).every(part => isWithin(part, signers));
}

/** Whether the secure modules answer it, with what an envelope opens to them. */
export function isDelegated(operation) {
    return (operation.type === 'sum' && operation.contract === OPE) || (operation.contract === ADD && operation.bits !== undefined);
}
