// One of a few: a labelled select.
import {h} from '../dom.js';

/**
 * @param {string} label
 * @param {[string, string][]} values  value and text
 * @param {(value: string) => void} onChange
 * @param {string} [chosen]
 */
export function choice(label, values, onChange, chosen) {
  const select = h('select', {onchange: () => onChange(select.value)},
    values.map(([value, text]) => h('option', {value, selected: value === chosen}, text)));
  return h('label', {class: 'field'}, h('span', {}, label), select);
}
