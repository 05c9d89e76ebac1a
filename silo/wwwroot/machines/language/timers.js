import { namedValues } from '../values.js';
import { NO_CONTEXT, frameIn } from './frames.js';
import { FREE_FIRINGS } from './registers.js';
import { MAX_MS } from './tree.js';

/** The transitions that time takes: when each is due, and what a step arms anew. */

const MIN_AHEAD_MS = 60_000n;
const REST_MS = 86_400_000n;

/** When time takes the transition; null where it does not. */
export const dueOf = (machine, transition, state) => {
    if (transition.due === null || !transition.from.includes(state.name)) {
        return null;
    }
    const frame = frameIn(machine, transition, state, {}, NO_CONTEXT);
    const value = transition.due.run(frame);
    return value.kind === 'time' && frame.fault === null ? value.value : null;
};

/** A condition whose value stays leaves its timer as it was, armed or consumed. */
export const timersAfter = (machine, before, after, firings, now) => {
    const due = namedValues(Object.entries(before.timers.due));
    const earliest = now + (firings < FREE_FIRINGS ? MIN_AHEAD_MS : REST_MS);
    for (const transition of machine.transitions.filter((one) => one.due !== null)) {
        const [was, is] = [dueOf(machine, transition, before), dueOf(machine, transition, after)];
        if (was !== is) {
            delete due[transition.name];
            if (is !== null) {
                const at = is > earliest ? is : earliest;
                due[transition.name] = at < MAX_MS ? at : MAX_MS;
            }
        }
    }
    return { due: namedValues(Object.entries(due)), firings: Math.min(firings, FREE_FIRINGS) };
};
