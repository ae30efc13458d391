// What a table's filter understands: words that a row contains, and comparisons with a column ("cycles > 5000").
import {h} from '../dom.js';
import {shorten} from '../format.js';
import {field} from './choice.js';

const comparisons = {
  '>=': (a, b) => a >= b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '<': (a, b) => a < b, '=': (a, b) => a === b,
};

/** The column whose label or key is `name`, or begins with it. */
function columnOf(columns, name) {
  const wanted = name.toLowerCase();
  if (wanted === '') return undefined;
  const names = (column) => [column.label, column.key].filter(Boolean).map((n) => String(n).toLowerCase());
  return columns.find((c) => names(c).includes(wanted)) ?? columns.find((c) => names(c).some((n) => n.startsWith(wanted)));
}

/** A comparison: words, of which the last name a column, a sign and a number. */
const comparison = /([^<>=]*?)\s*(>=|<=|>|<|=)\s*(-?[\d.,]+)(%?)/gu;

/** Splits "stage1 DRAM read" into what names no column and the column: the most words that name one. */
function columnAtEnd(columns, text) {
  const words = text.trim().split(/\s+/);
  for (let first = 0; first < words.length; ++first) {
    const column = columnOf(columns, words.slice(first).join(' '));
    if (column) return {column, before: words.slice(0, first).join(' ')};
  }
  return null;
}

/** Parts of a filter: functions of a row. */
function parse(text, columns) {
  const parts = [];
  const numbers = columns.filter((column) => column.numeric);
  const rest = text.replace(comparison, (all, words, sign, number, share) => {
    const found = columnAtEnd(numbers, words);
    if (!found) return all;
    const limit = Number(number.replace(/,/g, '')) / (share ? 100 : 1);
    parts.push((row) => {
      const value = found.column.value(row);
      return typeof value === 'number' && comparisons[sign](value, limit);
    });
    return `${found.before} `;
  });
  const texts = columns.filter((column) => !column.numeric);
  for (const word of rest.toLowerCase().split(/\s+/).filter(Boolean)) {
    parts.push((row) => texts.some((column) => String(column.value(row) ?? '').toLowerCase().includes(word)));
  }
  return parts;
}

/** Whether a row passes what was typed and chosen. */
export function matches(row, columns, state) {
  if (state.parsedText !== state.text) {
    state.parsed = parse(state.text, columns);
    state.parsedText = state.text;
  }
  for (const [column, value] of state.chosen) if (String(column.value(row) ?? '') !== value) return false;
  return (state.parsed ?? []).every((part) => part(row));
}

/** A round number of about half of the largest: what an example compares with. */
function halfOf(values) {
  const largest = values.reduce((most, value) => (typeof value === 'number' && value > most ? value : most), 0);
  return largest > 0 ? Number((largest / 2).toPrecision(1)) : 0;
}

/** The field, and a select for each column of few values. */
export function filters({columns, rows, state, what, draw}) {
  const numeric = columns.find((column) => column.numeric && !column.unit) ?? columns.find((column) => column.numeric);
  const input = h('input', {
    type: 'search', autocomplete: 'off', spellcheck: 'false',
    placeholder: numeric ? `name, or ${numeric.label} > ${halfOf(rows.map(numeric.value))}` : 'name',
    oninput: () => { state.text = input.value; draw(); },
  });
  const selects = columns.filter((column) => column.choices).map((column) => {
    const values = [...new Set(rows.map((row) => String(column.value(row) ?? '')))].sort();
    if (values.length < 2) return null;
    const select = h('select', {onchange: () => {
      if (select.value === '*') state.chosen.delete(column);
      else state.chosen.set(column, select.value.slice(1));
      draw();
    }}, h('option', {value: '*'}, 'all'), values.map((value) => h('option', {value: `=${value}`}, shorten(value, 48) || 'none')));
    return field(column.label, select);
  });
  return h('div', {class: 'filters'}, field(`Filter ${what}`, input), selects);
}
