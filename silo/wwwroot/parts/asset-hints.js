// What this page fills in or leaves out where the shipped rules ask for it, so that nobody has to know why.

import { localText } from './asset-askers.js';
import { RULES } from './asset-rules.js';

const DAY = 86_400_000n;
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A short name that nobody used before: `length` letters and digits that are hard to mistake for each other. */
export function freshCode(length) {
    // 31 letters: of 256 bytes those from 248 on would make some letters likelier than others.
    const code = [];
    while (code.length < length) {
        code.push(...[...crypto.getRandomValues(new Uint8Array(length))].filter(byte => byte < 248).map(byte => LETTERS[byte % 31]));
    }
    return code.slice(0, length).join('');
}

/** `{initial?, hint?, value?}` of an input: `value` (JSON, undefined for none) is sent without asking. */
export function hintOf(machine, state, step, input) {
    const found = machine.name === RULES.lending ? LENDING[`${step}.${input}`] : undefined;
    return found?.(state) ?? {};
}

const now = () => BigInt(Date.now());
const later = (ms, more) => localText(ms + more);
const kept = state => state.values.deposit?.value ?? 0n;
const returnDate = state => ({ initial: later(now() + state.values.pickUp.value, 7n * DAY), hint: 'After the time that there is to pick it up.' });

const LENDING = {
    'offer.until': returnDate,
    'offerTo.until': returnDate,
    'offerTo.to': () => ({ hint: 'Their account, or the name that you gave to it. They find it under their key.' }),
    'extend.until': state => ({ initial: later(state.values.dueBack?.value ?? now(), 7n * DAY) }),
    'handOver.points': state => kept(state) === 0n ? { value: undefined, isFixed: true } : { hint: 'The borrower\'s account in the programme of points. The deposit is set aside there, and goes back or is kept when the tool comes back.' },
    'handOver.hold': state => ({ value: { text: kept(state) === 0n ? '' : freshCode(10) }, isFixed: true }),
    'claim.keep': state => ({ hint: `At most the deposit: ${kept(state)}.` }),
};
