// Before the page goes to paper, charts are drawn for its width; afterwards colours are the screen's again.

/** Width of what is printed on A4 with the margins of style/print.css, in CSS pixels. */
const paperWidth = 680;

const before = [];
const after = [];

/** Calls `prepare(width)` before printing, `restore()` after. */
export function onPrint(prepare, restore = () => {}) {
  before.push(prepare);
  after.push(restore);
}

const prepare = () => before.forEach((listener) => listener(paperWidth));
addEventListener('beforeprint', prepare);
addEventListener('afterprint', () => after.forEach((listener) => listener()));
// Where only the medium changes, as in a browser's developer tools.
matchMedia('print').addEventListener('change', ({matches}) => (matches ? prepare() : after.forEach((listener) => listener())));
