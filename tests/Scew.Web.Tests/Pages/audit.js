// What is wrong with the page in sight for somebody who listens, uses the keyboard or sees little: a list of sentences. Runs inside the page, as an expression.
() => {
    const faults = [];
    const shown = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;
    const where = element => `<${element.localName}${element.className && typeof element.className === 'string' ? ` class="${element.className}"` : ''}> ${(element.textContent ?? '').trim().slice(0, 40)}`;
    const roots = [...document.querySelectorAll('dialog[open]')];
    const scope = roots.length > 0 ? roots.at(-1) : document.body;
    const all = selector => [...scope.querySelectorAll(selector)].filter(shown);

    const nameOf = element => element.getAttribute('aria-label')?.trim() || (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).map(id => document.getElementById(id)?.textContent ?? '').join(' ').trim()
        || [...(element.labels ?? [])].map(label => label.textContent).join(' ').trim() || element.textContent.trim() || element.querySelector?.('img[alt]:not([alt=""]), title')?.textContent || element.title;
    for (const element of all('a[href], button, input, select, textarea, summary, [role=button], [tabindex]:not([tabindex="-1"])')) {
        if (!nameOf(element)) {
            faults.push(`no name: ${where(element)}`);
        }
        const { width, height } = element.getBoundingClientRect();
        if (element.matches('button, input:not([type=checkbox], [type=radio]), select, a.button, nav a') && !element.closest('svg') && (height < 24 || width < 24)) {
            faults.push(`smaller than 24 pixels: ${where(element)}`);
        }
    }
    for (const image of all('img')) {
        if (!image.hasAttribute('alt')) {
            faults.push(`no alternative text: ${image.src}`);
        }
    }
    for (const picture of all('svg')) {
        if (!picture.closest('[aria-hidden=true]') && !picture.getAttribute('aria-label') && !picture.getAttribute('aria-labelledby') && !picture.querySelector(':scope > title')) {
            faults.push('a picture without a name');
        }
    }
    const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
    for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) {
        faults.push(`id used twice: ${id}`);
    }
    if (roots.length === 0 && document.querySelectorAll('h1').length !== 1) {
        faults.push(`${document.querySelectorAll('h1').length} first headings`);
    }
    if (!document.documentElement.lang || !document.title) {
        faults.push('no language or no title');
    }
    for (const element of document.querySelectorAll('[aria-describedby], [aria-labelledby], [aria-controls]')) {
        for (const attribute of ['aria-describedby', 'aria-labelledby', 'aria-controls']) {
            for (const id of (element.getAttribute(attribute) ?? '').split(/\s+/).filter(Boolean)) {
                if (!document.getElementById(id)) {
                    faults.push(`${attribute} names nothing: ${id}`);
                }
            }
        }
    }

    // Contrast, WCAG 2.1: 4.5 to 1, 3 to 1 for large text.
    const colour = text => (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    const over = ([r, g, b, a = 1], under) => [r, g, b].map((value, i) => value * a + under[i] * (1 - a));
    const light = ([r, g, b]) => [r, g, b].map(value => value / 255).map(value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4).reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
    const backOf = element => {
        const chain = [];
        for (let one = element; one; one = one.parentElement) {
            chain.push(colour(getComputedStyle(one).backgroundColor));
        }
        return chain.reverse().reduce((under, one) => over(one, under), matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255]);
    };
    const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
    const seen = new Set();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || seen.has(element) || !shown(element) || element.closest('svg, [disabled], [aria-disabled=true], .skip, noscript, option')) {
            continue;
        }
        seen.add(element);
        if (/\bundefined\b|\[object |^(null)+$|\bNaN\b/.test(node.data)) {
            faults.push(`a slip of the program: ${where(element)}`);
        }
        const style = getComputedStyle(element);
        const back = backOf(element);
        const [a, b] = [light(over(colour(style.color), back)), light(back)].sort((x, y) => y - x);
        const size = parseFloat(style.fontSize);
        const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
        if ((a + 0.05) / (b + 0.05) < least - 0.01) {
            faults.push(`contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}: ${where(element)}`);
        }
    }
    const wide = document.scrollingElement.scrollWidth - innerWidth;
    if (wide > 0) {
        const culprit = [...document.querySelectorAll('main *')].filter(shown).find(element => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.scroll, svg'));
        faults.push(`${wide} pixels wider than the screen${culprit ? `: ${where(culprit)}` : ''}`);
    }
    return faults;
}
