namespace Scew.WebTests.Machines;

/// <summary>A page that draws machines, and measures what the browser made of it.</summary>
internal static class DrawingPage
{
    public const string Module = "/machine-drawings.js";

    private const string Adapter = """
        import { eshareMachine } from '/machines/builtin.js';
        import { compileMachine } from '/machines/compile.js';
        import { drawMachine } from '/machines/draw.js';
        import { openFrom } from '/machines/open.js';
        import { dotOf, mermaidOf, pngOf, svgOf } from '/machines/export.js';
        import { layoutOf } from '/machines/layout.js';
        import { namedValues, account, int, NONE, text } from '/machines/values.js';

        const machineOf = (source) => (source === null ? eshareMachine() : compileMachine(source));

        export const texts = (source, current) => [mermaidOf(machineOf(source), current), dotOf(machineOf(source), current)];

        export const picture = (source, current) => svgOf(machineOf(source), { current });

        export const pixels = async (source) => new Uint8Array(await (await pngOf(machineOf(source))).arrayBuffer());

        export const modeAt = (source, width) => layoutOf(machineOf(source), { width }).mode;

        const styled = () => new Promise((done, failed) => {
            const link = document.createElement('link');
            Object.assign(link, { rel: 'stylesheet', href: '/machines/machine.css', onload: done, onerror: failed });
            document.head.append(link);
        });

        let ready = null;

        const put = async (svg) => {
            ready ??= styled();
            await ready;
            document.body.replaceChildren(svg);
            return svg;
        };

        const overlap = (one, other) => one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

        const within = (inner, outer) => inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;

        // A piece, straight or curved, stays within the rectangle that its ends span.
        const touches = ([x, y], [toX, toY], box) => Math.max(x, toX) > box.left && Math.min(x, toX) < box.left + box.width && Math.max(y, toY) > box.top && Math.min(y, toY) < box.top + box.height;

        const words = (svg) => [...svg.querySelectorAll('text')].map((one) => ({ text: one.textContent, owner: one.parentElement, box: one.getBBox() }));

        const overlaps = (svg) => {
            const found = [];
            const all = words(svg);
            const boxes = [...svg.querySelectorAll('.machine-box')].map((one) => ({ owner: one.parentElement, box: one.getBBox() }));
            const page = { x: 0, y: 0, width: svg.width.baseVal.value, height: svg.height.baseVal.value };
            all.forEach((one, i) => {
                for (const other of all.slice(i + 1).filter((two) => two.owner !== one.owner && overlap(one.box, two.box))) {
                    found.push(`'${one.text}' lies on '${other.text}'`);
                }
                for (const { owner, box } of boxes) {
                    if (owner === one.owner ? !within(one.box, box) : overlap(one.box, box)) {
                        found.push(`'${one.text}' and the box of ${owner.dataset.state}`);
                    }
                }
                if (!within(one.box, page)) {
                    found.push(`'${one.text}' leaves the page`);
                }
            });
            return found;
        };

        const crossed = (layout) => {
            const found = [];
            const labels = layout.arrows.flatMap((arrow) => arrow.steps.map((step) => ({ arrow, name: step.edge.sentence, box: step.box })));
            for (const arrow of layout.arrows.filter((one) => layout.mode === 'rows' || !one.isLoop)) {
                const pieces = arrow.ways.flatMap((points) => points.slice(1).map((point, i) => [points[i], point]));
                for (const [from, to] of pieces) {
                    found.push(...layout.states.filter((state) => touches(from, to, state.box)).map((state) => `${arrow.from} to ${arrow.to} runs through ${state.name}`));
                    found.push(...labels.filter((label) => label.arrow !== arrow && touches(from, to, label.box)).map((label) => `${arrow.from} to ${arrow.to} runs through ${label.name}`));
                }
                const end = arrow.ways.at(-1).at(-1);
                const { box } = layout.states.find((state) => state.name === arrow.to);
                if (end[0] < box.left || end[0] > box.left + box.width || end[1] < box.top || end[1] > box.top + box.height) {
                    found.push(`${arrow.from} to ${arrow.to} ends beside its state`);
                }
            }
            return found;
        };

        export const measure = async (source, current, mode, width) => {
            const machine = machineOf(source);
            const options = { current, mode, ...(width > 0 ? { width } : {}) };
            const svg = await put(drawMachine(machine, options));
            const layout = layoutOf(machine, options);
            return {
                states: [...svg.querySelectorAll('[data-state]')].map((one) => one.dataset.state),
                edges: [...svg.querySelectorAll('[data-transition]')].map((one) => `${one.dataset.transition} ${one.dataset.from} ${one.dataset.to}`),
                arrows: svg.querySelectorAll('.machine-arrow').length,
                faults: [...overlaps(svg), ...crossed(layout), ...(width > 0 && layout.width > Math.max(width, 240) ? ['wider than the page'] : [])],
            };
        };

        export const spoilt = async () => {
            const options = { current: null, mode: 'layers' };
            const svg = await put(drawMachine(eshareMachine(), options));
            const layout = layoutOf(eshareMachine(), options);
            const [create, ready] = [...svg.querySelectorAll('text')].filter((one) => one.textContent === 'create' || one.textContent === 'Ready');
            create.setAttribute('y', ready.getAttribute('y'));
            create.setAttribute('x', ready.getAttribute('x'));
            layout.arrows[0].ways[0].push([layout.states[1].box.left + 10, layout.states[1].box.top + 1]);
            return [...overlaps(svg), ...crossed(layout)].sort();
        };

        const events = [];

        export const show = async (width) => {
            const owner = 'A'.repeat(43);
            const values = namedValues([['title', text('drill')], ['holder', account(owner)], ['dueBack', NONE], ['deposit', int(0n)]]);
            const state = { name: 'Ready', owner, values, timers: { due: {}, firings: 0 } };
            const open = openFrom(eshareMachine(), state, { signers: [owner], now: 1, height: 1, asset: 'drill', group: owner });
            await put(drawMachine(eshareMachine(), { current: 'Ready', open, width }));
            document.body.addEventListener('transition', (event) => events.push(event.detail.name));
        };

        export const taken = () => events;
        """;

    public static async Task<ModulePage> OpenAsync()
    {
        var page = await ModulePage.OpenAsync();
        await page.ServeModuleAsync(Module, Adapter);
        return page;
    }
}
