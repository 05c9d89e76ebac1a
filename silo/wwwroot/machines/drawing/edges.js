import { format } from '../language/format.js';
import { clean } from './text.js';

/**
 * One arrow of a drawing: a transition from one of the states that it leaves. `who` is who may act, null where time does; `after` is the time that it waits for, else null.
 * @typedef {{transition: string, from: string, to: string, who: ?string, after: ?string, condition: string, sentence: string}} Edge
 */

/** What makes a guard say who may call. */
const isCaller = (one) => one.is === 'name' && one.name === 'caller';

const named = (one) => {
    if (one.is !== 'binary') {
        return null;
    }
    const { op, left, right } = one;
    if (op === '=' && isCaller(left)) {
        return format(right);
    }
    if (op === '=' && isCaller(right)) {
        return format(left);
    }
    if (op === 'in' && isCaller(left)) {
        return `any of ${format(right)}`;
    }
    if (op === 'or') {
        const [first, second] = [named(left), named(right)];
        return first !== null && second !== null ? `${first} or ${second}` : null;
    }
    if (op === 'and') {
        const both = [left, right].map((side) => named(side) ?? otherwise(side)).filter((actor) => actor !== null);
        return both.length === 0 ? null : all(both);
    }
    return null;
};

const all = (actors) => (actors.length === 1 ? actors[0] : actors.map((actor) => (actor.includes(' or ') ? `(${actor})` : actor)).join(' and '));

const otherwise = (one) => {
    const text = format(one);
    return /(^|[^A-Za-z0-9_.])caller($|[^A-Za-z0-9_.])/.test(text) ? `anyone if ${text}` : null;
};

/** A text may say who acts in a guard instead of a `by` clause; a drawing that said "anyone" there would mislead. */
const actorsOf = (transition) => {
    const guards = transition.syntax.clauses.filter((clause) => clause.is === 'guard');
    const actors = transition.who === 'anyone' ? guards.map((guard) => named(guard.holds) ?? otherwise(guard.holds)).filter((actor) => actor !== null) : [];
    return actors.length === 0 ? transition.who : all(actors);
};

/**
 * One arrow per transition and state that it leaves, in the order of the text.
 * @param {import('../compile.js').Machine} machine
 * @returns {Edge[]}
 */
export const edgesOf = (machine) => machine.transitions.flatMap((transition) => {
    const after = transition.automatic === null ? null : clean(transition.automatic);
    const who = after === null ? clean(actorsOf(transition)) : null;
    const condition = after === null ? `by ${who}` : `after ${after}`;
    return transition.from.map((from) => ({
        transition: transition.name, from, to: transition.to, who, after, condition, sentence: `${transition.name}: ${from} to ${transition.to}, ${condition}`,
    }));
});

/**
 * Arrows that lead from one state to the same other one, as one arrow with a list; in the order in which they are first met.
 * @param {Edge[]} edges
 * @returns {{from: string, to: string, edges: Edge[]}[]}
 */
export const groupsOf = (edges) => {
    const groups = new Map();
    for (const edge of edges) {
        const key = `${edge.from} ${edge.to}`;
        const group = groups.get(key) ?? { from: edge.from, to: edge.to, edges: [] };
        group.edges.push(edge);
        groups.set(key, group);
    }
    return [...groups.values()];
};

/** What the drawing is called: the machine's name and what its author says of it. */
export const titleOf = (machine) => {
    const name = machine.title ?? machine.name;
    return clean(machine.description === null ? name : `${name}: ${machine.description}`);
};

/** Words that say what a state's box says too. */
export const marksOf = (machine, state, current) => [
    ...(state === machine.states[0] ? ['start'] : []), ...(machine.finalStates.includes(state) ? ['final'] : []), ...(state === current ? ['current'] : []),
].join(', ');
