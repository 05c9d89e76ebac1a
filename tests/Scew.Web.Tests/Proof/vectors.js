// Each export runs one file of golden vectors and answers what does not hold: nothing where everything does.

import { accountOf } from '/proof/accounts.js';
import { fromBase64Url, text, toBase64Url, utf8 } from '/proof/bytes.js';
import { tryCanonical, writeCanonical } from '/proof/canonical.js';
import { genesisBlockHash, readCertificate, statementBytes, checkCertificate } from '/proof/certificates.js';
import { verifyCertifiedState, readCertifiedState } from '/proof/certified.js';
import { In } from '/proof/codec.js';
import { CODES, isRetryable, sentenceOf } from '/proof/codes.js';
import { extend, followHandover, readGroupValue, readHandovers } from '/proof/eras.js';
import { decodeEvidence, readState, verifyEvidence } from '/proof/evidence.js';
import { openGenesis } from '/proof/genesis.js';
import { headBytes, readHead, verifyHead } from '/proof/heads.js';
import { readHistoryPage } from '/proof/historyPages.js';
import { checkNever, neverBytes, readNever } from '/proof/never.js';
import { isOperation } from '/proof/operations.js';
import { readReceipt, resultLeaf, verifyReceipt } from '/proof/receipts.js';
import { decodeRegister, decodeValue, encodeRegister, registerKey } from '/proof/registerValues.js';
import { readRegisterProof, verifyRegister } from '/proof/registers.js';
import { describe, headerOf, parseRequest, readHeader, readPayload, readRequest } from '/proof/requests.js';
import { ownPrefix } from '/proof/shapes.js';
import { attestBytes, isSignedBy } from '/proof/states.js';
import { TAGS } from '/proof/tags.js';
import { emptyRoot, merkleLeaf, stateRootOf, trieRootFor, verifyMerkle } from '/proof/trees.js';
import { isValue } from '/proof/values.js';

const load = async name => (await fetch(`/tests/Scew.Protocol.Tests/Vectors/${name}.json`)).json();
const sameBytes = (bytes, encoded) => toBase64Url(bytes) === encoded;
const group = async (name = 'genesis') => openGenesis(utf8((await load(name)).file));

function checks() {
    const wrong = [];
    let count = 0;
    return {
        that(holds, what) {
            count++;
            if (!holds) {
                wrong.push(what);
            }
        },
        // So that a file that is empty, or not read, is no success.
        done: least => count >= least ? wrong : [...wrong, `only ${count} checks`],
    };
}

export const tags = () => TAGS;

export const codes = () => CODES.map(code => `${code}: ${sentenceOf(code)} ${isRetryable(code)}`);

export async function requests() {
    const vectors = await load('requests');
    const check = checks();
    for (const key of vectors.keys) {
        check.that(await accountOf(key.jwk) === key.account && headerOf(key.jwk) === key.header && ownPrefix(key.account) === key.prefix, key.name);
    }
    for (const vector of vectors.vectors) {
        const request = await parseRequest(vector.wire, vectors.group);
        const { lines, unknown } = describe(utf8(vector.payload));
        check.that(request.id === vector.id && request.cost === vector.cost && text(request.payload) === vector.payload, vector.name);
        check.that(unknown.length === 0 && lines.every(line => line.value !== '(missing)'), `${vector.name} is not shown whole`);
        check.that(writeCanonical(tryCanonical(vector.payload)) === vector.payload, `${vector.name} is written otherwise`);
    }
    return check.done(120);
}

export async function refusedRequests() {
    const vectors = await load('refused-requests');
    const check = checks();
    for (const vector of vectors.vectors) {
        const fault = await parseRequest(vector.wire, vectors.group).then(() => ({}), error => error);
        check.that(fault.fault === vector.fault && fault.code === vector.code, `${vector.name}: ${fault.fault}`);
    }
    return check.done(70);
}

export async function statements() {
    const vectors = await load('statements');
    const opened = await group();
    const check = checks();
    for (const vector of vectors.vectors) {
        const read = new In(fromBase64Url(vector.certificate));
        const certificate = readCertificate(read);
        const { statement } = certificate;
        check.that(read.complete && statement.view === vector.view && statement.height === (vector.kind === 'Nullify' ? 0 : vector.height), vector.kind);
        check.that(sameBytes(statementBytes(opened, statement), vector.signedBytes), `${vector.kind} is signed over other bytes`);
        check.that((await checkCertificate(opened, certificate)).join() === '0,1,3', `${vector.kind} does not verify`);
    }
    const read = new In(fromBase64Url(vectors.attestation));
    const [state, signer, signature] = [readState(read), read.u16(), read.fixed(64)];
    const bytes = attestBytes(opened, state);
    check.that(read.complete && sameBytes(bytes, vectors.attestedBytes) && await isSignedBy(opened, signer, bytes, signature), 'attestation');
    check.that(sameBytes(await genesisBlockHash(opened), (await load('blocks')).genesisBlock), 'genesis block');
    return check.done(11);
}

export async function evidence() {
    const vectors = await load('evidence');
    const opened = await group();
    const check = checks();
    for (const vector of vectors.vectors) {
        const found = await verifyEvidence(fromBase64Url(vector.bytes), opened);
        const expected = vector.allAccused ?? (vector.accused === null ? null : [vector.accused]);
        check.that(JSON.stringify(found?.accused ?? null) === JSON.stringify(expected), vector.name);
    }
    return check.done(7);
}

export async function trees() {
    const vectors = await load('trees');
    const check = checks();
    for (const { count, root, paths } of vectors.merkle) {
        for (const [index, path] of paths.entries()) {
            const siblings = path.map(fromBase64Url);
            for (let at = 0; at < count; at++) {
                const holds = await verifyMerkle(fromBase64Url(root), await merkleLeaf(Uint8Array.of(index)), at, count, siblings);
                check.that(holds === (at === index), `leaf ${index} at ${at} of ${count}`);
            }
            check.that(!await verifyMerkle(fromBase64Url(root), await merkleLeaf(Uint8Array.of(index)), index, count, [...siblings, siblings[0] ?? new Uint8Array(32)]), `too long a path at ${index} of ${count}`);
        }
    }
    for (const proof of vectors.proofs) {
        const key = await registerKey('wallet', proof.id);
        const leaf = { key: fromBase64Url(proof.leaf.key), register: fromBase64Url(proof.leaf.register) };
        const root = await trieRootFor({ leaf, steps: proof.steps.map(step => ({ bit: step.bit, sibling: fromBase64Url(step.sibling) })) }, key);
        check.that(sameBytes(key, proof.key) && root !== null && sameBytes(root, vectors.trieRoot), proof.id);
        check.that((proof.outcome === 'Present') === sameBytes(leaf.key, proof.key), `${proof.id} ${proof.outcome}`);
    }
    check.that(sameBytes(await emptyRoot(), vectors.emptyTrieRoot), 'empty');
    check.that(sameBytes(await stateRootOf(fromBase64Url(vectors.trieRoot), fromBase64Url(vectors.historyRoot)), vectors.stateRoot), 'state root');
    return check.done(300);
}

export async function registers() {
    const vectors = await load('registers');
    const check = checks();
    for (const vector of vectors.vectors) {
        const register = decodeRegister(fromBase64Url(vector.bytes));
        check.that(['id', 'version', 'contract', 'state', 'owner'].every(name => register[name] === vector[name]), vector.name);
        check.that(sameBytes(await registerKey(vector.kind, vector.id), vector.key) && sameBytes(register.value, vector.value), `${vector.name} key or value`);
        check.that(sameBytes(encodeRegister(register), vector.bytes) && decodeValue(register) !== null, `${vector.name} is written otherwise`);
    }
    return check.done(12);
}

export async function genesis() {
    const check = checks();
    for (const name of ['genesis', 'genesis-modules']) {
        const vector = await load(name);
        const opened = await openGenesis(utf8(vector.file));
        const withLineFeed = await openGenesis(utf8(`${vector.file}\n`));
        check.that(opened.hash === vector.hash && withLineFeed.hash === vector.hash && opened.quorum === 3 && opened.maxFaulty === 1, name);
        check.that(opened.members.every((member, i) => member.name === `m${i}`) && (opened.modules === null) === (name === 'genesis'), `${name} members`);
    }
    return check.done(4);
}

export async function receipts() {
    const vectors = await load('receipts');
    const opened = await group();
    const check = checks();
    const receipt = await verifyReceipt(utf8(vectors.receipt), opened);
    check.that(receipt.request.id === vectors.requestId && receipt.code === 'ok' && receipt.signers.join() === 'm0,m1,m3', 'receipt');
    check.that(sameBytes(await resultLeaf(opened.hash, 9, 2, vectors.requestId, 'ok', writeCanonical(receipt.result)), vectors.leaf), 'leaf');
    for (const [id, read] of Object.entries(vectors.reads)) {
        const { present, value } = await verifyRegister(utf8(read), opened, 'wallet', id);
        check.that(present === (id === 'w3') && (!present || value.balance === 3n), id);
        const fault = await verifyRegister(utf8(read), opened, 'wallet', 'w4').catch(error => error.fault);
        check.that(fault === 'OtherSubject', `${id} answers for another`);
    }
    const { head } = readHead(utf8(vectors.head));
    check.that((await verifyHead(utf8(vectors.head), opened, head.nonce)).member === 1 && sameBytes(headBytes(opened, head), vectors.headBytes), 'head');
    const never = readNever(utf8(vectors.neverExecuted));
    check.that((await checkNever(utf8(vectors.neverExecuted), opened, vectors.requestId)).member === 2 && sameBytes(neverBytes(opened, never), vectors.neverExecutedBytes), 'never');
    const { attestations, state } = tryCanonical(vectors.receipt);
    const certified = utf8(writeCanonical({ attestations, state, version: 1 }));
    check.that((await verifyCertifiedState(certified, opened, 9)).signers.length === 3, 'certified state');
    return check.done(9);
}

export async function eras() {
    const vectors = await load('eras');
    const first = await group();
    const check = checks();
    const [shown] = readHandovers(utf8(vectors.handovers));
    const next = await followHandover(shown.bytes, first);
    check.that(next.epoch === vectors.epoch && next.hash === first.hash && next.start.height === vectors.lastHeight && next.quorum === 3, 'the next era');
    check.that(vectors.members.every((member, i) => ['name', 'account', 'url'].every(name => next.members[i][name] === member[name])) && next.members.length === vectors.members.length, 'its members');
    const { approvals, end } = readGroupValue(fromBase64Url(vectors.deciding));
    check.that(approvals.length === 2 && end.plan === vectors.plan && end.lastHeight === vectors.decidingLastHeight && end.next.epoch === 1, 'what is decided');
    for (const { name, handovers } of vectors.refused) {
        const [wrong] = readHandovers(utf8(handovers));
        check.that(!await settled(followHandover(wrong.bytes, first)), name);
        const same = await extend(first, [], [wrong]);
        check.that(same.group === first && same.handovers.length === 0, `${name} is passed over`);
        // Beside the one that is known it is a lie, and no split.
        check.that((await extend(next, [shown.bytes], [wrong])).group === next, `${name} beside the known one`);
    }
    for (const { epoch, height, holds, receipt } of vectors.receipts) {
        const found = await verifyReceipt(utf8(receipt), next).catch(fault => fault);
        check.that(holds ? found.epoch === epoch && found.isEraOver === (epoch === 0) && found.signers[2] === (epoch === 0 ? 'm3' : 'm4') : found.fault === 'Epoch', `a receipt of era ${epoch} at ${height}`);
        check.that(await settled(verifyReceipt(utf8(receipt), first)) === (epoch === 0), `a receipt of era ${epoch} at ${height} before the change is known`);
    }
    const longer = await extend(first, [], [shown]);
    check.that(longer.group.epoch === 1 && longer.handovers.length === 1, 'the chain goes on');
    check.that((await extend(next, longer.handovers, [])).group === next && (await extend(next, longer.handovers, [shown])).group === next, 'less, or the same, changes nothing');
    const fork = await extend(next, longer.handovers, readHandovers(utf8(vectors.fork))).catch(fault => fault);
    check.that(fork.fault === 'PinChanged' && fork.pinned !== fork.shown, 'another end of a known era');
    check.that(readHandovers(utf8(`${vectors.handovers} `)) === null && readHandovers(utf8('[{}]')) === null, 'other forms');
    return check.done(45);
}

const whole = read => bytes => {
    const input = new In(bytes);
    read(input);
    return input.complete;
};
const valueOf = kind => bytes => decodeValue({ kind, value: bytes, contract: 'homo-ope-int' }) !== null;
const settled = promise => promise.then(() => true, () => false);
const json = holds => bytes => {
    const value = tryCanonical(bytes);
    return value !== undefined && holds(value);
};
// A file may end with one line feed, which the corpus counts as another input.
const exact = holds => bytes => bytes[bytes.length - 1] !== 10 && holds(bytes);

const DECODERS = {
    'evidence': bytes => decodeEvidence(bytes) !== null,
    'certificate': whole(readCertificate),
    'attestation': whole(read => [readState(read), read.u16(), read.fixed(64)]),
    'register': bytes => decodeRegister(bytes) !== null,
    'wallet': valueOf('wallet'),
    'issuer': valueOf('issuer'),
    'variable': valueOf('variable'),
    'paillier-key': valueOf('paillier-key'),
    'encryption-key': valueOf('encryption-key'),
    'request': bytes => readRequest(bytes).then(request => request.group === 'rZNvy-1jH6Z-BcPqA5U5BSIcnUavBha3C63xBalm-xE', () => false),
    'payload': bytes => readPayload(bytes) !== null,
    'operation': json(isOperation),
    'machine-value': json(value => isValue(value)),
    'header': bytes => readHeader(text(bytes) ?? '') !== null,
    'receipt': exact(bytes => readReceipt(bytes) !== null),
    'certified-state': bytes => readCertifiedState(bytes) !== null,
    'certified-register': bytes => readRegisterProof(bytes) !== null,
    'head': bytes => readHead(bytes) !== null,
    'never-executed': bytes => readNever(bytes) !== null,
    'asset-history': bytes => readHistoryPage(bytes) !== null,
    'genesis-file': exact(bytes => settled(openGenesis(bytes))),
};

/** Whether each decoder takes an input: `{name: [true, ...]}` for `{name: [bytes, ...]}`. */
export async function decode(inputs) {
    const verdicts = {};
    for (const [name, all] of Object.entries(inputs)) {
        verdicts[name] = await Promise.all(all.map(one => DECODERS[name](one)));
    }
    return verdicts;
}

export async function corpus() {
    const vectors = await load('corpus');
    const check = checks();
    for (const [name, decoder] of Object.entries(DECODERS)) {
        for (const [input, verdict] of Object.entries(vectors[name])) {
            const taken = await decoder(fromBase64Url(input));
            // A page of a history may hold any bytes as a receipt, which the receipt's own check refuses; here they are no JSON at once.
            const isStricter = name === 'asset-history' && verdict && !taken && text(fromBase64Url(input)) === null;
            check.that(taken === verdict || isStricter, `${name} ${input}`);
        }
    }
    return check.done(300);
}
