// How a group's members change: each handover is proven by a quorum of the era that ends and one of the era that begins. The rules of Scew.Protocol's Handover and GroupValue.

import { compare, equal, fromBase64Url, toBase64Url, utf8 } from './bytes.js';
import { tryCanonical, writeCanonical } from './canonical.js';
import { In, Out } from './codec.js';
import { ProofFault, need, proofFault } from './fault.js';
import { membersOf, membersRule } from './genesis.js';
import { sha256 } from './hash.js';
import { LIMITS } from './limits.js';
import { readRegisterProof, verifyRegister } from './registers.js';
import { base64, isObject, object } from './shapes.js';
import { MAX_MEMBERS, checkCertified, digestBytes, isSignatures, signaturesOf, stateOf } from './states.js';
import { TAGS } from './tags.js';

const HEADER_BYTES = 4 * 8 + 3 * 32;
const MAX_NAME_BYTES = 256;
const MAX_BYTES = 64 << 20;
const MAX_ERAS = 1024;

const isHandover = object({ begun: isSignatures, ended: isObject, header: base64(HEADER_BYTES), version: version => version === 1 });

/** The handovers of canonical bytes, each `{json, bytes}`, or null. Nothing is checked but the form. */
export function readHandovers(bytes) {
    const list = tryCanonical(bytes, MAX_BYTES);
    if (!Array.isArray(list) || list.length > MAX_ERAS) {
        return null;
    }
    const read = list.map(json => ({ json, bytes: utf8(writeCanonical(json)) }));
    return read.every(one => readHandover(one.bytes) !== null) ? read : null;
}

/** One handover of canonical bytes: `{begun, ended, endedBytes, header, epoch, height}`, or null. */
export function readHandover(bytes) {
    const json = tryCanonical(bytes, MAX_BYTES);
    if (json === undefined || !isHandover(json)) {
        return null;
    }
    const endedBytes = utf8(writeCanonical(json.ended));
    const ended = readRegisterProof(endedBytes);
    const header = readHeader(fromBase64Url(json.header));
    return ended === null || header === null ? null : { begun: signaturesOf(json.begun), ended, endedBytes, header, epoch: ended.state.epoch, height: ended.state.height };
}

/** What the group's register says: `{present, approvals, end}`, members as genesis writes them; or null. */
export function readGroupValue(bytes) {
    const read = new In(bytes);
    const present = read.flag() ? readMembership(read) : null;
    const approvals = Array.from({ length: read.count(MAX_MEMBERS, 64) }, () => ({ member: read.digest(), plan: read.digest() }));
    if (approvals.some((one, i) => i > 0 && compare(approvals[i - 1].member, one.member) >= 0)) {
        read.fail();
    }
    const end = read.flag() ? { plan: toBase64Url(read.digest()), lastHeight: read.counter(), next: readMembership(read) } : null;
    return read.complete ? { present, approvals: approvals.map(one => ({ member: toBase64Url(one.member), plan: toBase64Url(one.plan) })), end } : null;
}

/** The group of the next era, where the handover leads there from `group`. Throws ProofFault. */
export async function followHandover(bytes, group) {
    const handover = readHandover(bytes);
    need(handover !== null, 'Malformed');
    const register = await verifyRegister(handover.endedBytes, group, 'group', 'members');
    const state = stateOf(handover.ended.state);
    const { header } = handover;
    const hash = await sha256(new Out().tag(TAGS.Block).digest(digestBytes(group.hash)).fixed(header.bytes).done());
    need(equal(hash, state.block) && header.height === state.height && header.epoch === state.epoch && header.timeMs === state.timeMs, 'Path');
    const members = register.register === null ? null : readGroupValue(register.register.value)?.present ?? null;
    need(members !== null && members.epoch === group.epoch + 1 && state.height > (group.start?.height ?? 0) && await membersRule(members) === null, 'OtherSubject');
    const next = Object.freeze({
        ...group,
        ...await membersOf(members.merchants),
        epoch: members.epoch,
        modules: members.modules ?? null,
        modulesEpoch: members.modulesEpoch,
        start: Object.freeze({ view: header.view, height: state.height, block: handover.ended.state.block }),
        earlier: Object.freeze([...group.earlier, group]),
    });
    await checkCertified(next, { ...state, epoch: next.epoch }, handover.begun);
    return next;
}

/** The newest group that handovers (bytes of each, in order) lead to. Throws ProofFault where one does not. */
export async function followAll(handovers, group) {
    let newest = group;
    for (const bytes of handovers) {
        newest = await followHandover(bytes, newest);
    }
    return newest;
}

/**
 * What somebody shows, measured by what is known: `{group, handovers}` with the chain as it may go on, which is the known one where nothing new is proven. Throws the fault PinChanged, with
 * `pinned` and `shown`, where another end of a known epoch is proven: the group has split.
 */
export async function extend(group, known, shown) {
    let newest = group;
    const handovers = [...known];
    for (const { bytes } of shown) {
        const handover = readHandover(bytes);
        const epoch = handover.epoch;
        if (epoch < known.length) {
            const held = readHandover(known[epoch]);
            const isSame = writeCanonical(held.ended.state) === writeCanonical(handover.ended.state);
            if (!isSame && await followHandover(bytes, groupIn(group, epoch)).then(() => true, () => false)) {
                throw pinChangedFault(`era ${epoch + 1} from state ${held.ended.state.stateRoot}`, `era ${epoch + 1} from state ${handover.ended.state.stateRoot}`);
            }
        } else if (epoch === newest.epoch) {
            const next = await followHandover(bytes, newest).catch(() => null);
            if (next !== null) {
                newest = next;
                handovers.push(bytes);
            }
        }
    }
    return { group: newest, handovers };
}

/** The refusal where an address shows another group, or other members, than those that are pinned. */
export function pinChangedFault(pinned, shown) {
    return Object.assign(new ProofFault('wrong-group', 'PinChanged', 'this address shows another group than the one that you know it by'), { pinned, shown });
}

/** The group as it is in an epoch that `group` knows; undefined for a later one. */
export function groupIn(group, epoch) {
    return epoch === group.epoch ? group : group.earlier[epoch];
}

/** The era whose members may have attested a state (`epoch`, `height`). Throws ProofFault Epoch: above the last height of an ended epoch its members' word counts for nothing. */
export function eraOf(group, state) {
    const era = groupIn(group, state.epoch);
    const next = groupIn(group, state.epoch + 1);
    if (era === undefined || state.height < (era.start?.height ?? 0) || (next !== undefined && state.height > next.start.height)) {
        throw proofFault('Epoch');
    }
    return era;
}

function readHeader(bytes) {
    const read = new In(bytes);
    const header = { epoch: read.counter(), height: read.counter(), view: read.counter(), parent: read.digest(), timeMs: read.counter(), body: read.digest(), justification: read.digest(), bytes };
    return read.complete ? header : null;
}

function readMembership(read) {
    const epoch = read.counter();
    const merchants = Array.from({ length: read.count(MAX_MEMBERS, 64) }, () => ({
        name: read.text(MAX_NAME_BYTES),
        key: { x: toBase64Url(read.fixed(32, true)), y: toBase64Url(read.fixed(32, true)) },
        linkKey: toBase64Url(read.digest()),
        peer: read.text(MAX_NAME_BYTES),
        url: read.text(MAX_NAME_BYTES),
    }));
    if (!read.flag()) {
        return { epoch, merchants, modulesEpoch: 0 };
    }
    return { epoch, merchants, modules: { key: toBase64Url(read.fixed(LIMITS.encryptionKeyBytes, true)), maker: read.text(MAX_NAME_BYTES) }, modulesEpoch: read.counter() };
}
