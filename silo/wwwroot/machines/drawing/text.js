/**
 * Texts as a drawing may hold them. Machines are written by strangers: nothing that turns the reading direction or breaks a line, and per format nothing that ends the place where it stands.
 */

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uFFFE\uFFFF]/gu;

/** The text with control, format and other unprintable characters replaced by U+FFFD. */
export const clean = (text) => text.replace(UNPRINTABLE, '\uFFFD');

const XML = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const xml = (text) => text.replace(/[&<>"']/g, (character) => XML[character]);

/** Within quotation marks. */
export const dot = (text) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');

/** Everything that Mermaid's grammar gives a meaning, as `#NUMBER;`. */
export const mermaid = (text) => text
    .replace(/[\x00-\x7F]/g, (character) => (/[A-Za-z0-9 _.,()/=]/.test(character) ? character : `#${character.charCodeAt(0)};`))
    // A line that has this anywhere sets the direction of the drawing.
    .replaceAll('direction ', 'direction#32;');

// Advances of DejaVu Sans, the widest of the fonts that are common, in thousandths of the font size, from blank to tilde: whatever font a viewer has, the text fits.
const ADVANCES = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const OTHER = 1050;

// Bold advances are about a tenth wider, those of small letters up to an eighth.
const BOLD = 1.13;

/** Room that a text takes at most, in whole pixels. */
export const widthOf = (text, sizePx, isBold = false) => {
    let thousandths = 0;
    for (const character of text) {
        thousandths += ADVANCES[character.codePointAt(0) - 32] ?? OTHER;
    }
    return Math.ceil(thousandths * sizePx * (isBold ? BOLD : 1) / 1000);
};

/** How many characters of a text fit, counted so that none is cut in half; at least one. */
const fitting = (text, widthPx, sizePx, isBold) => {
    let end = 0;
    for (const character of text) {
        if (end > 0 && widthOf(text.slice(0, end + character.length), sizePx, isBold) > widthPx) {
            break;
        }
        end += character.length;
    }
    return end;
};

/**
 * Lines that are no wider than that, broken at blanks where there are any; what is more than `maxLines` is cut with an ellipsis.
 * @returns {string[]}
 */
export const wrap = (text, widthPx, sizePx, isBold, maxLines) => {
    const lines = [];
    let rest = text;
    while (lines.length < maxLines - 1 && widthOf(rest, sizePx, isBold) > widthPx) {
        const most = fitting(rest, widthPx, sizePx, isBold);
        const blank = rest.lastIndexOf(' ', most);
        const end = blank > 0 ? blank : most;
        lines.push(rest.slice(0, end));
        rest = rest.slice(end).trimStart();
    }
    if (widthOf(rest, sizePx, isBold) > widthPx) {
        const room = widthPx - widthOf('\u2026', sizePx, isBold);
        rest = `${rest.slice(0, fitting(rest, room, sizePx, isBold))}\u2026`;
    }
    return [...lines, rest];
};
