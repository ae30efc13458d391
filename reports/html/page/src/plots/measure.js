// How wide text is, where there is no canvas to ask: by Helvetica's widths, which Arial and Liberation Sans share.

/** Thousandths of the font's size, of the characters from space to tilde. */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556,
  556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778,
  722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222,
  500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const bold = 1.07;

const widthOf = (code) => widths[code - 32] ?? (code >= 0x2e80 ? 1000 : 584);

/** Pixels of a text in a CSS font: "600 12px Helvetica". */
export function textWidth(text, font) {
  const size = Number(/(\d+(?:\.\d+)?)px/.exec(font ?? '')?.[1] ?? 12);
  const sum = Array.from(text ?? '').reduce((total, character) => total + widthOf(character.codePointAt(0)), 0);
  return (sum / 1000) * size * (/\bbold|\b[6-9]00\b/.test(font ?? '') ? bold : 1);
}
