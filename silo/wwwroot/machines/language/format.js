/** The one way to write an expression or a role, on one line: sentences that nobody wrote, drawings and reasons show it. */

const LEVELS = [['implies'], ['or'], ['and'], ['not'], ['=', '!=', '<', '<=', '>', '>=', 'in', 'is'], ['??'], ['+', '-'], ['*', '/', '%']];
const NOT = 3;
const COMPARES = 4;

const levelOf = (op) => LEVELS.findIndex((level) => level.includes(op));

export const quoted = (text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** @param {import('./tree.js').Expression} one */
export const format = (one) => {
    switch (one.is) {
        case 'number': return String(one.value);
        case 'duration': return `${one.count} ${one.unit}`;
        case 'text': return quoted(one.value);
        case 'bool': return String(one.value);
        case 'name': return one.name;
        case 'member': return `${tight(one.target)}.${one.member}`;
        case 'call': return `${one.name}(${formatArguments(one.args)})`;
        case 'index': return `${tight(one.target)}[${format(one.key)}]`;
        case 'unary': return unary(one);
        case 'binary': return binary(one);
        case 'if': return `if ${format(one.condition)} then ${format(one.then)} else ${format(one.other)}`;
        case 'isNone': return `${inside(one.operand, COMPARES + 1)} is ${one.isNone ? 'none' : 'some'}`;
        case 'loop': return one.amount === null ? `${one.kind} ${through(one)}` : `spread ${inside(one.amount, 6)} over ${through(one)}`;
        case 'with': return `${tight(one.target)} with (${formatArguments(one.fields)})`;
        case 'list': return `[${one.items.map(format).join(', ')}]`;
        default: return 'none';
    }
};

export const formatArguments = (args) => args.map((one) => (one.name === null ? format(one.value) : `${one.name}: ${format(one.value)}`)).join(', ');

const unary = ({ op, operand }) => {
    const isRow = operand.is === 'binary';
    if (op === 'not') {
        return `not ${isRow || operand.is === 'isNone' ? `(${format(operand)})` : inside(operand, NOT)}`;
    }
    return `-${isRow || operand.is === 'unary' ? `(${format(operand)})` : inside(operand, LEVELS.length)}`;
};

const binary = (both) => {
    const level = levelOf(both.op);
    // implies leans to the right, comparisons do not chain, all others lean to the left.
    const left = both.op === 'implies' || level === COMPARES ? level + 1 : level;
    const right = both.op === 'implies' ? level : level + 1;
    return `${beside(both.left, left, both)} ${both.op} ${beside(both.right, right, both)}`;
};

/** Also in parentheses where few readers are sure which operator binds. */
const beside = (one, least, around) => {
    const isUnsure = one.is === 'binary' && ((one.op === 'and' && around.op === 'or') || (one.op === '??' && levelOf(around.op) === COMPARES));
    return isUnsure ? `(${format(one)})` : inside(one, least);
};

const strength = (one) => {
    switch (one.is) {
        case 'binary': return levelOf(one.op);
        case 'unary': return one.op === 'not' ? NOT : LEVELS.length;
        case 'isNone': return COMPARES;
        case 'if': case 'loop': return -1;
        default: return LEVELS.length;
    }
};

/** In parentheses where it binds weaker than `least`; what extends to the right always. */
const inside = (one, least) => (strength(one) < least ? `(${format(one)})` : format(one));

const through = (one) => `${one.binder}${one.index === null ? '' : ` at ${one.index}`} in ${inside(one.list, 5)}: ${format(one.body)}`;

const tight = (one) => (['binary', 'unary', 'if', 'loop', 'isNone'].includes(one.is) ? `(${format(one)})` : format(one));

/** Who signs, as the text says it. */
export const formatRole = (role) => {
    switch (role.is) {
        case 'one': return tight(role.accounts);
        case 'any': return `any of ${tight(role.accounts)}`;
        case 'count': return `${role.count} of ${tight(role.accounts)}`;
        default: break;
    }
    const { op, left, right } = role;
    if (op === 'and') {
        return `${unit(left, false)} and ${unit(right, true)}`;
    }
    return `${formatRole(left)} or ${right.is === 'pair' && right.op === 'or' ? `(${formatRole(right)})` : formatRole(right)}`;
};

const unit = (role, isRight) => (role.is === 'pair' && (isRight || role.op === 'or') ? `(${formatRole(role)})` : formatRole(role));
