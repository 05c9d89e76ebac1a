// Domain tags of encrypted integers, as DomainTags.cs has them.
import { utf8 } from './base.js';

export const Envelope = utf8('scew/envelope/1');
export const PaillierBase = utf8('scew/paillier-base/1');
export const ModulusProof = utf8('scew/modulus-proof/1');
export const VariableKey = utf8('scew/variable-key/1');
export const KeySeal = utf8('scew/key-seal/1');
export const SealedKey = utf8('scew/sealed-key/1');
export const OrderRecordKey = utf8('scew/order-record-key/1');
export const OrderKeys = utf8('scew/order/1');
export const OrderIv = utf8('scew/order-iv/1');
export const OpenedRecord = utf8('scew/opened-record/1');
