// What a quorum attested of one height, as `/v1/states/{height}` answers it.

import { tryCanonical } from './canonical.js';
import { eraOf } from './eras.js';
import { need } from './fault.js';
import { object } from './shapes.js';
import { checkCertified, isSignatures, isState, namesOf, signaturesOf, stateOf } from './states.js';
import { markVerified } from './verified.js';

const MAX_BYTES = 64 * 1024;
const isCertified = object({ attestations: isSignatures, state: isState, version: version => version === 1 });

/** A certified state's `{state, signatures}` of canonical bytes, or null. Nothing is checked but the form. */
export function readCertifiedState(bytes) {
    const json = tryCanonical(bytes, MAX_BYTES);
    return json !== undefined && isCertified(json) ? { state: stateOf(json.state), signatures: signaturesOf(json.attestations) } : null;
}

/** Checks a certified state of `height`: a verified `{state, signatures, height, timeMs, signers}`. Throws ProofFault. */
export async function verifyCertifiedState(bytes, group, height) {
    const certified = readCertifiedState(bytes);
    need(certified !== null, 'Malformed');
    need(certified.state.height === height, 'OtherSubject');
    const era = eraOf(group, certified.state);
    const signers = await checkCertified(era, certified.state, certified.signatures);
    return markVerified({ ...certified, height, timeMs: certified.state.timeMs, signers: namesOf(era, signers) });
}
