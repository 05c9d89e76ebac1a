// Elements without markup: text stays text, whatever is in it.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element. `props`: attributes by name; `class`; `on` an object of listeners; `value`, `checked`, `disabled`, `hidden` as properties; null and false leave an attribute out.
 * Children are nodes, texts, numbers, arrays of them, or null.
 */
export function h(name, props = {}, ...children) {
    return fill(document.createElement(name), props, children);
}

/** The same for SVG. */
export function svg(name, props = {}, ...children) {
    return fill(document.createElementNS(SVG, name), props, children);
}

/** Replaces everything in a node; what takes the place of the element that had the focus gets it. */
export function put(node, ...children) {
    const place = node.contains(document.activeElement) ? placeOf(document.activeElement) : null;
    node.replaceChildren(...flat(children));
    place?.()?.focus();
    return node;
}

/** Finds an element again after its part of the page was drawn anew: itself, or the one of the same marks (`data-...`, `href`), or null. */
export function placeOf(element) {
    const marks = element.getAttributeNames().filter(name => name === 'href' || name.startsWith('data-'));
    const selector = element.localName + marks.map(name => `[${name}="${CSS.escape(element.getAttribute(name))}"]`).join('');
    const all = () => marks.length === 0 ? [] : [...document.querySelectorAll(selector)];
    const turn = all().indexOf(element);
    return () => element.isConnected ? element : all()[turn] ?? null;
}

/** A fragment of children. */
export function all(...children) {
    const fragment = document.createDocumentFragment();
    fragment.append(...flat(children));
    return fragment;
}

let last = 0;

/** A fresh id for `for`, `aria-describedby` and the like. */
export function freshId(prefix = 'i') {
    last += 1;
    return `${prefix}${last}`;
}

function fill(node, props, children) {
    for (const [name, value] of Object.entries(props)) {
        if (name === 'on') {
            for (const [event, listener] of Object.entries(value)) {
                node.addEventListener(event, listener);
            }
        } else if (['value', 'checked', 'disabled', 'hidden'].includes(name)) {
            node[name] = value;
        } else if (value !== null && value !== undefined && value !== false) {
            node.setAttribute(name, value === true ? '' : String(value));
        }
    }
    node.append(...flat(children));
    return node;
}

function flat(children) {
    return children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false).map(child => child instanceof Node ? child : String(child));
}
