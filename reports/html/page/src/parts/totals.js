// Totals: large figures with their units, what they are, and what they stand against.
import {h} from '../dom.js';
import {term} from './tip.js';

/** "81.8 µs" as figure and unit, so that the unit is set smaller. */
function figure(text) {
  const at = text.lastIndexOf(' ');
  if (at < 0) {
    const share = /^(.*\d)(%|×)$/.exec(text);
    return share ? [share[1], h('span', {class: 'unit'}, share[2])] : [text];
  }
  return [text.slice(0, at), h('span', {class: 'unit'}, ` ${text.slice(at + 1)}`)];
}

/**
 * @param {{group?: string, key: string, value: string, note?: unknown}[]} totals  the word that is shown and explained
 */
export function totalsGrid(totals) {
  return h('dl', {class: 'totals'}, totals.filter(Boolean).map(({group = 'figures', key, value, note}) =>
    h('div', {class: 'total', 'data-key': key},
      h('dt', {}, term(group, key)),
      h('dd', {class: 'figure'}, figure(value)),
      note ? h('dd', {class: 'note'}, note) : null)));
}
