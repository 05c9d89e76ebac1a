// The files of a page as a merchant signs them: two pages are the same when the hashes of their manifests are.

import { SIGNATURE_BYTES } from './accounts.js';
import { fixedBase64Url, toBase64Url, utf8 } from './bytes.js';
import { tryCanonical, writeCanonical } from './canonical.js';
import { Out } from './codec.js';
import { need } from './fault.js';
import { sha256 } from './hash.js';
import { integer, isDigest, isText, list, object } from './shapes.js';
import { MAX_MEMBERS, digestBytes, isSignatureText, isSignedBy } from './states.js';
import { TAGS } from './tags.js';
import { ask } from './transport.js';

const MAX_BYTES = 512 * 1024;
const MAX_FILES = 1024;
const MAX_PATH = 128;
const PATH = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

const isSignedPage = object({
    manifest: object({ files: list(0, MAX_FILES, object({ hash: isDigest, path: value => isText(value) && value.length <= MAX_PATH && PATH.test(value) })), version: integer(1, 1) }),
    member: integer(0, MAX_MEMBERS),
    signature: isSignatureText,
});

/** Checks what `GET /v1/page` answers, by any member or by the one of this index. Answers `{hash, files}`: of the manifest, and a Map of paths to hashes. Throws ProofFault. */
export async function verifyManifest(bytes, group, member = -1) {
    const page = tryCanonical(bytes, MAX_BYTES);
    need(page !== undefined && isSignedPage(page), 'Malformed');
    const { files } = page.manifest;
    need(files.every((file, i) => i === 0 || files[i - 1].path < file.path), 'Malformed');
    need(page.member < group.members.length && (member < 0 || page.member === member), 'Signers');
    const hash = await sha256(utf8(writeCanonical(page.manifest)));
    const signed = new Out().tag(TAGS.Page).digest(digestBytes(group.hash)).counter(group.epoch).digest(hash).done();
    need(await isSignedBy(group, page.member, signed, fixedBase64Url(page.signature, SIGNATURE_BYTES)), 'Signature');
    return { hash: toBase64Url(hash), files: new Map(files.map(file => [file.path, file.hash])) };
}

/** The page that an endpoint says it serves, or null. */
export async function pageOf(group, endpoint) {
    const { body } = await ask(endpoint, '/v1/page', { maxBytes: MAX_BYTES });
    return body === undefined ? null : verifyManifest(body, group, endpoint.index).catch(() => null);
}

/** The pages that more merchants sign than can lie together: `[{hash, files}]`, as far as the endpoints answer. */
export async function vouchedPages(group, endpoints) {
    const pages = new Map();
    for (const page of (await Promise.all(endpoints.map(endpoint => pageOf(group, endpoint)))).filter(one => one !== null)) {
        pages.set(page.hash, [...pages.get(page.hash) ?? [], page]);
    }
    return [...pages.values()].filter(same => same.length > group.maxFaulty).map(([page]) => page);
}
