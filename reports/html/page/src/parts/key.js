// What colours mean, where there is nothing to switch off.
import {h} from '../dom.js';
import {currentTheme, onTheme} from './look.js';
import {onPrint} from './print.js';
import {themes} from '../theme.js';
import {term} from './tip.js';

/** @param {{group: string, key: string, colour: (theme: object) => string}[]} entries  words of the document */
export function keyOf(entries) {
  const swatches = entries.map(() => h('i', {class: 'swatch'}));
  const paint = (theme) => entries.forEach(({colour}, i) => { swatches[i].style.background = colour(theme); });
  paint(currentTheme());
  onTheme(paint);
  onPrint(() => paint(themes.print), () => paint(currentTheme()));
  return h('ul', {class: 'key'}, entries.map(({group, key}, i) => h('li', {}, swatches[i], term(group, key))));
}
