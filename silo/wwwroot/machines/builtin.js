import { compileMachine } from './compile.js';

/** Machines that ship with the group as code, written in the language: the same states, steps and sentences. */

const ESHARE = `machine Tool
value title: text(80), holder: account, dueBack: time?, deposit: amount
states Start, Ready, Offered, Broken
final Broken

transition create: Start -> Ready (title: text(80), deposit: amount)
  effect title := input.title, owner := caller, holder := caller, deposit := input.deposit

transition offer: Ready -> Offered (to: account, until: time)
  guard caller = owner else "only the owner offers a tool"
  guard input.until > now else "the return date is in the past"
  effect holder := input.to, dueBack := input.until

transition giveBack: Offered -> Ready
  guard caller = owner or caller = holder else "only the owner or the holder gives a tool back"
  effect holder := owner, dueBack := none

transition retire: Ready -> Broken
  guard caller = owner else "only the owner retires a tool"

invariant state = Ready implies holder = owner else "a tool that is ready is with its owner"
`;

const ESHARE_NAME = 'builtin/eshare/1';

/** @returns {import('./compile.js').Machine} */
export const eshareMachine = () => compileMachine(ESHARE, { name: ESHARE_NAME });

/**
 * The machine of a name that registers carry, where it ships as code; null for one whose text is in the group.
 * @param {string} name
 * @returns {?import('./compile.js').Machine}
 */
export const builtinMachine = (name) => (name === ESHARE_NAME ? eshareMachine() : null);
