// Texts of others where only plain text can stand: in options and file names.

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;
const MOST = 80;

/** The text without what one does not see and what turns the direction of writing; cut where it is long. */
export function foreignText(text) {
    const shown = [...String(text).replace(HIDDEN, '\u25a1')];
    return shown.length > MOST ? `${shown.slice(0, MOST).join('')} ...` : shown.join('');
}
