// One bar that shares a whole out, each part with its words, figure and definition.
import {h} from '../dom.js';
import {percent} from '../format.js';
import {currentTheme, onTheme} from './look.js';
import {onPrint} from './print.js';
import {themes} from '../theme.js';
import {term} from './tip.js';

/**
 * @param {object} spec
 * @param {string} spec.group  of the words
 * @param {{key: string, value: number}[]} spec.parts  parts of nothing are left out
 * @param {(value: number) => string} spec.format
 */
export function shareBar({group, parts, format}) {
  const whole = parts.reduce((sum, {value}) => sum + value, 0);
  const shown = parts.filter(({value}) => value > 0);
  const colours = [];
  const coloured = (key, attributes, ...children) => {
    const element = h('i', attributes, ...children);
    colours.push((theme) => { element.style.background = theme.of(key); });
    return element;
  };
  const bar = h('div', {class: 'share-bar', 'aria-hidden': 'true'}, shown.map(({key, value}) => {
    const part = coloured(key, {});
    part.style.flexGrow = String(value / whole);
    return part;
  }));
  const list = h('dl', {class: 'shares'}, shown.map(({key, value}) => h('div', {},
    h('dt', {}, coloured(key, {class: 'swatch'}), term(group, key)),
    h('dd', {}, h('span', {class: 'figure'}, percent(value / whole)), h('span', {class: 'of'}, format(value))))));
  const paint = (theme) => colours.forEach((set) => set(theme));
  paint(currentTheme());
  onTheme(paint);
  onPrint(() => paint(themes.print), () => paint(currentTheme()));
  return h('div', {class: 'share'}, bar, list);
}
