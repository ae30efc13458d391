// A table that sorts and filters. It shows the first rows and, if asked, all: thousands of rows are not laid out unasked.
import {append, freshId, h, nameNode} from '../dom.js';
import {explain} from './tip.js';
import {onPrint} from './print.js';
import {filters, matches} from './table_filter.js';

/**
 * @typedef {object} Column
 * @property {string} label
 * @property {string} [unit]  said under the label
 * @property {string} [definition]
 * @property {string} [definitionId]
 * @property {(row: any) => number|string|null|undefined} value  what sorts and filters
 * @property {(value: any, row: any) => string} [format]
 * @property {(value: any, row: any) => Node|string} [node]  instead of `format`
 * @property {boolean} [name]  a name of the user's
 * @property {boolean} [choices]  few values, which a select offers
 */

const empty = (value) => value === null || value === undefined || value === '' || Number.isNaN(value);

/** Numbers by size, texts as people order them; what is not there comes last either way. */
function comparison(value, direction) {
  const collator = new Intl.Collator('en', {numeric: true});
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (empty(x) || empty(y)) return empty(x) - empty(y);
    return direction * (typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y)));
  };
}

function cell(column, row, first) {
  const value = column.value(row);
  const content = column.node ? column.node(value, row)
    : empty(value) ? h('span', {class: 'none'}, '–')
    : column.name ? nameNode(value)
    : column.format ? column.format(value, row) : String(value);
  return h(first ? 'th' : 'td', {scope: first ? 'row' : null, class: column.numeric ? 'number' : null}, content);
}

/** A header whose button sorts; a second press turns the order round. */
function header(column, sortBy) {
  const button = h('button', {type: 'button', class: 'sort', onclick: () => sortBy(column)},
    h('span', {}, column.label), h('span', {class: 'arrow', 'aria-hidden': 'true'}));
  explain(button, column.definition, column.definitionId);
  return h('th', {scope: 'col', class: column.numeric ? 'number' : null}, button,
    column.unit ? h('span', {class: 'column-unit'}, column.unit) : null);
}

/** Whether a column holds numbers: the first value that is there says. */
const isNumeric = (column, rows) => column.numeric ?? typeof rows.map(column.value).find((v) => !empty(v)) === 'number';

/**
 * @param {object} spec
 * @param {string} spec.caption
 * @param {Column[]} spec.columns
 * @param {any[]} spec.rows
 * @param {boolean} [spec.filter]  offers a filter; otherwise where there are more than 12 rows
 * @param {string} [spec.what]  what rows are: "layers"
 * @param {number} [spec.limit]  rows shown unasked
 * @param {(row: any) => string} [spec.rowClass]
 * @param {(row: any) => void} [spec.onRow]  pressing a row
 * @returns {HTMLElement}
 */
export function table(spec) {
  const {rows, what = 'rows', limit = 100} = spec;
  const columns = spec.columns.map((column) => ({...column, numeric: isNumeric(column, rows)}));
  const state = {sorted: null, direction: 1, text: '', chosen: new Map(), all: rows.length <= limit * 1.2};
  const body = h('tbody');
  const count = h('p', {class: 'count', role: 'status'});
  const more = h('button', {type: 'button', class: 'more', onclick: () => { state.all = true; draw(); }});
  const heads = columns.map((column) => header(column, sortBy));

  function sortBy(column) {
    const again = state.sorted === column;
    // Of figures the largest are looked for first, of names the first.
    state.direction = again ? -state.direction : column.numeric ? -1 : 1;
    state.sorted = column;
    heads.forEach((head, i) => {
      if (columns[i] === column) head.setAttribute('aria-sort', state.direction > 0 ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    });
    draw();
  }

  function draw() {
    const kept = rows.filter((row) => matches(row, columns, state));
    if (state.sorted) kept.sort(comparison(state.sorted.value, state.direction));
    const shown = state.all ? kept : kept.slice(0, limit);
    const lines = document.createDocumentFragment();
    for (const row of shown) {
      const line = h('tr', {class: spec.rowClass?.(row)}, columns.map((column, i) => cell(column, row, i === 0)));
      if (spec.onRow) line.addEventListener('click', () => spec.onRow(row));
      lines.append(line);
    }
    body.replaceChildren(lines);
    const part = kept.length === rows.length ? `${rows.length.toLocaleString('en')} ${what}`
      : `${kept.length.toLocaleString('en')} of ${rows.length.toLocaleString('en')} ${what}`;
    count.textContent = shown.length < kept.length ? `${part}, the first ${shown.length} shown` : part;
    more.hidden = shown.length === kept.length;
    more.textContent = `Show all ${kept.length.toLocaleString('en')}`;
  }

  const captionId = freshId('table');
  const scroller = h('div', {class: 'scroller', tabindex: 0, role: 'region', 'aria-labelledby': captionId},
    h('table', {},
      h('caption', {id: captionId, class: 'unseen'}, spec.caption),
      h('thead', {}, h('tr', {}, heads)), body));
  const element = h('div', {class: 'table'});
  const filtered = spec.filter ?? rows.length > 12;
  append(element, [filtered ? filters({columns, rows, state, what, draw}) : null, scroller,
    h('div', {class: 'table-foot'}, filtered || !state.all ? count : null, more)]);
  draw();
  // On paper nothing can be asked for; thousands of rows stay out.
  onPrint(() => {
    if (state.all || rows.length > 2000) return;
    state.all = true;
    draw();
  });
  return element;
}
