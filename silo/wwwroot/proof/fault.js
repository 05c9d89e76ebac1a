// Bad input is a value with a code and a sentence: every refusal of this folder is a ProofFault and never carries the input.

/** Why a request is refused: the names, codes and sentences of RequestFault. */
const REQUEST = {
    TooLarge: ['too-large', 'the request is larger than 65536 bytes, or than 196608 with an envelope or the tokens of a range'],
    Envelope: ['malformed', 'the request is not of the form header.payload.signature in strict base64url'],
    Header: ['malformed', 'a protected header differs from the only accepted form or its key is out of range'],
    Payload: ['malformed', 'the payload is not the canonical JSON of a known operation'],
    BadId: ['bad-id', 'an id is not 1 to 128 characters of a-z 0-9 . _ : -'],
    WrongGroup: ['wrong-group', 'the request is signed for another group'],
    TooCostly: ['too-costly', 'the operation\'s static cost is above the cap of a request'],
    Signers: ['bad-signature', 'the request does not carry exactly one signature of every account in \'by\', in that order'],
    BadSignature: ['bad-signature', 'a signature does not verify'],
};

/** Why a proof is refused: the names and sentences of ProofFault. */
const PROOF = {
    Malformed: 'it is not of the canonical form',
    Request: 'the request inside is not a well-formed signed request',
    WrongGroup: 'it belongs to another group',
    Index: 'the result\'s index is out of range',
    Path: 'the Merkle path does not lead to the attested root',
    Epoch: 'it was attested in another epoch',
    Signers: 'a signer is not a member or counted twice',
    NoQuorum: 'too few merchants signed it',
    Signature: 'a merchant\'s signature does not verify',
    OtherSubject: 'it answers another question',
    Certificate: 'a certificate inside does not verify',
};

/** A refusal: `code` as in the registry of codes, `fault` the exact reason's name, `message` a sentence. */
export class ProofFault extends Error {
    constructor(code, fault, sentence) {
        super(sentence);
        this.name = 'ProofFault';
        this.code = code;
        this.fault = fault;
    }
}

/** The refusal of a request for one of RequestFault's reasons. */
export function requestFault(fault) {
    return new ProofFault(REQUEST[fault][0], fault, REQUEST[fault][1]);
}

/** The refusal of a proof for one of ProofFault's reasons. */
export function proofFault(fault) {
    return new ProofFault('verification-failed', fault, PROOF[fault]);
}

/** Throws `proofFault(fault)` unless `holds`. */
export function need(holds, fault) {
    if (!holds) {
        throw proofFault(fault);
    }
}
