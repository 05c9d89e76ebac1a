// A group's founding file: canonical JSON of the document and every merchant's consent to its hash.

import { accountOf, importKey, isPublicKey, pointOf, verify } from './accounts.js';
import { fixedBase64Url, fromBase64Url, toBase64Url, utf8 } from './bytes.js';
import { tryCanonical, writeCanonical } from './canonical.js';
import { Out } from './codec.js';
import { ProofFault } from './fault.js';
import { hasRanges, isEndpoint, isPublicUrl } from './genesisRules.js';
import { sha256 } from './hash.js';
import { withoutLineFeed } from './receipts.js';
import { isAccount, isAmount, isDigest, isFlag, isId, isNonce, integer, list, object, textOf } from './shapes.js';
import { TAGS } from './tags.js';

const MAX_BYTES = 256 * 1024;
const MAX_ISSUERS = 256;
const MAX_MERCHANTS = 100;
const shortText = textOf(256);
const isKey = value => object({ crv: crv => crv === 'P-256', kty: kty => kty === 'EC', x: x => typeof x === 'string', y: y => typeof y === 'string' })(value) && isPublicKey(value);
const int = integer(0, 0x7fffffff);

const isDocument = object({
    dev: isFlag,
    issuers: list(0, MAX_ISSUERS, object({ account: isAccount, limit: isAmount, name: shortText })),
    merchants: list(0, MAX_MERCHANTS, object({ key: isKey, linkKey: isDigest, name: shortText, peer: shortText, url: shortText })),
    'modules?': object({ key: key => fromBase64Url(key)?.length <= 65, maker: shortText }),
    name: shortText,
    parameters: object({
        advanceTimerMs: int, driftMs: int, leaderTimerMs: int, maxBlockBytes: int, maxBlockCost: int, maxBlockRequests: int, newAccountsPerBlock: int,
        newRegistersPerBlock: int, poolRequests: int, severalSignersWindowMs: integer(0), windowMs: integer(0),
    }),
    salt: isNonce,
    version: version => version === 1,
});
const isConsent = value => value === '' || fixedBase64Url(value, 64) !== null;
const isFile = object({ consents: list(0, MAX_MERCHANTS, isConsent), genesis: isDocument });

/**
 * Opens a genesis file (one line feed may follow) and checks every merchant's consent. Answers the frozen group `{hash, name, dev, epoch, members, quorum, maxFaulty, issuers,
 * parameters, modules, modulesEpoch, start, earlier, bytes}`; a member is `{index, name, account, key, url, peer}`, an issuer `{name, account, limit}` with the limit as a string, `modules` `{key, maker}` or null.
 * Throws ProofFault: `malformed`, or `verification-failed` with fault Rule, ConsentMissing or ConsentInvalid.
 */
export async function openGenesis(fileBytes) {
    const bytes = withoutLineFeed(typeof fileBytes === 'string' ? utf8(fileBytes) : fileBytes);
    const file = tryCanonical(bytes, MAX_BYTES);
    if (file === undefined || !isFile(file) || file.consents.length !== file.genesis.merchants.length) {
        throw new ProofFault('malformed', 'Malformed', 'the genesis file is not in its canonical form');
    }
    const document = file.genesis;
    const broken = await brokenRule(document);
    if (broken !== null) {
        throw new ProofFault('verification-failed', 'Rule', broken);
    }
    const hash = await sha256(new Out().tag(TAGS.Genesis).fixed(utf8(writeCanonical(document))).done());
    const message = new Out().tag(TAGS.GenesisConsent).digest(hash).done();
    const consents = await Promise.all(file.consents.map((consent, i) => consent === '' ? null : verify(document.merchants[i].key, message, fromBase64Url(consent))));
    if (consents.some(valid => valid !== true)) {
        const fault = consents.find(valid => valid !== true) === null ? 'ConsentMissing' : 'ConsentInvalid';
        throw new ProofFault('verification-failed', fault, 'a merchant\'s consent to the genesis is missing or does not verify');
    }
    return groupOf(document, toBase64Url(hash), bytes);
}

/** What follows from a list of merchants: `{members, quorum, maxFaulty}`. */
export async function membersOf(merchants) {
    const members = await Promise.all(merchants.map(async (merchant, index) => Object.freeze({
        index, name: merchant.name, account: await accountOf(merchant.key), key: Object.freeze({ x: merchant.key.x, y: merchant.key.y }), url: merchant.url, peer: merchant.peer,
    })));
    const maxFaulty = Math.floor((members.length - 1) / 3);
    return { members: Object.freeze(members), quorum: members.length - maxFaulty, maxFaulty };
}

async function groupOf(document, hash, bytes) {
    return Object.freeze({
        ...await membersOf(document.merchants),
        hash,
        name: document.name,
        dev: document.dev,
        epoch: 0,
        issuers: document.issuers,
        parameters: document.parameters,
        modules: document.modules ?? null,
        modulesEpoch: 0,
        start: null,
        earlier: Object.freeze([]),
        bytes,
    });
}

async function brokenRule(document) {
    const { issuers } = document;
    if (document.name === '') {
        return 'the group has no name';
    }
    if (!hasRanges(document.parameters)) {
        return 'a parameter is out of its range';
    }
    const broken = await membersRule(document);
    if (broken !== null) {
        return broken;
    }
    if (!issuers.every(one => isId(one.name) && one.limit[0] !== '-') || !distinct(issuers, one => one.account)) {
        return 'an issuer has a bad name or limit, or two share an account';
    }
    return null;
}

const distinct = (items, of) => new Set(items.map(of)).size === items.length;

/** The rule that `{merchants, modules}` break, as a sentence, or null: what a later era may change. */
export async function membersRule({ merchants, modules }) {
    if (merchants.length < 4 || merchants.length > MAX_MERCHANTS) {
        return 'a group has 4 to 100 merchants';
    }
    if (!merchants.every(one => isId(one.name) && !one.name.includes(':') && isEndpoint(one.peer) && isPublicUrl(one.url))) {
        return 'a merchant\'s name, peer address or public URL is not of its form';
    }
    if ((await Promise.all(merchants.map(one => importKey(one.key)))).includes(null)) {
        return 'a merchant\'s signing key is not on the curve P-256';
    }
    if (!distinct(merchants, one => one.name) || !distinct(merchants, one => one.key.x + one.key.y) || !distinct(merchants, one => one.linkKey) || !distinct(merchants, one => one.peer)) {
        return 'two merchants share a name, a signing key, a link key or a peer address';
    }
    if (modules !== undefined && (await pointOf(fromBase64Url(modules.key)) === null || !merchants.some(one => one.name === modules.maker))) {
        return 'the modules\' key is no point of P-256, or its maker is no merchant of the group';
    }
    return null;
}
