import { elementOf, sceneOf } from './drawing/scene.js';
import { layoutOf } from './layout.js';

/**
 * A machine as a drawing on the page. Every state and every transition is there; the state that the asset is in is marked by a thick rim, a wedge and the word "current"; transitions
 * that are open to whoever looks are buttons, which give the event `transition` (it bubbles; detail `{name}`) when they are clicked, or on Enter and Space.
 *
 * Looks are the style sheet's (machine.css has all of them), places and font sizes are the drawing's:
 *   svg.machine-drawing (.layers, .rows)          the whole
 *   g.machine-state (.start .final .current)      a state: rect.machine-box, rect.machine-rim (final), polygon.machine-here (current), text.machine-name, text.machine-mark
 *   g.machine-arrow (.by-time)                    an arrow: path.machine-line, polygon.machine-tip, rect.machine-plate behind its words
 *   g.machine-transition (.open .closed .elsewhere)  one transition of an arrow: rect.machine-button (open), text.machine-step, text.machine-who
 */

const EVENT = 'transition';

const take = (element) => element.dispatchEvent(new CustomEvent(EVENT, { bubbles: true, composed: true, detail: { name: element.dataset.transition } }));

const listen = (svg) => {
    const buttonOf = (event) => event.target.closest('[role="button"]');
    svg.addEventListener('click', (event) => {
        const button = buttonOf(event);
        if (button !== null) {
            take(button);
        }
    });
    svg.addEventListener('keydown', (event) => {
        const button = event.key === 'Enter' || event.key === ' ' ? buttonOf(event) : null;
        if (button !== null && !event.repeat) {
            // A space would scroll the page.
            event.preventDefault();
            take(button);
        }
    });
};

/**
 * @param {import('./compile.js').Machine} machine
 * @param {{current?: ?string, open?: import('./open.js').Openness[], width?: number, mode?: 'auto' | 'layers' | 'rows'}} [options] `current`: the asset's state; `open`: what
 * `openTransitions` answered; `width`: pixels that there are
 * @returns {SVGSVGElement}
 */
export const drawMachine = (machine, options = {}) => {
    const { current = null, open = [] } = options;
    const known = new Map(open.map((one) => [one.name, one]));
    const opennessOf = (edge) => (edge.from === current ? known.get(edge.transition) ?? null : null);
    const svg = elementOf(sceneOf(layoutOf(machine, options), opennessOf));
    listen(svg);
    return svg;
};
