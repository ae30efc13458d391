// Labelled controls, and a choice of a few.
import {freshId, h} from '../dom.js';

/** A control with its label before it. */
export function field(label, control) {
  control.id ||= freshId('field');
  return h('span', {class: 'field'}, h('label', {for: control.id}, label), control);
}

/**
 * @param {string} label
 * @param {[string, string][]} values  value and text
 * @param {(value: string) => void} onChange
 * @param {string} [chosen]
 */
export function choice(label, values, onChange, chosen) {
  const select = h('select', {onchange: () => onChange(select.value)},
    values.map(([value, text]) => h('option', {value, selected: value === chosen}, text)));
  return field(label, select);
}
