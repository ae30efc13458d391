// Which designs are shown, for all sections: a select an axis. What a mouse brushes, keyboards choose here.
import {h} from '../dom.js';
import {choice} from '../parts/choice.js';
import {shorten} from '../format.js';

const all = '';

/** Selects of an axis with more values than this are of no use. */
const mostValues = 60;

export function filterBar(view) {
  const {table} = view;
  const count = h('p', {class: 'count', role: 'status'});
  const selects = table.varied.filter(({values}) => values.length <= mostValues).map((axis) =>
    choice(shorten(axis.name, 40), [[all, 'all'], ...axis.values.map((value) => [value, shorten(value, 40)])],
      (value) => view.filter(axis.name, value), all));
  const workloads = table.workloads.length > 1
    ? choice('workload', table.workloads.map((name) => [name, shorten(name, 40)]), (value) => view.setWorkload(value), view.workload) : null;
  const clear = h('button', {type: 'button', class: 'quiet', onclick: () => {
    for (const field of selects) field.querySelector('select').value = all;
    view.clearFilters();
  }}, 'Show all designs');
  const draw = () => {
    const passing = view.rows().length;
    const picked = view.picked ? `, ${view.pickedRows().length.toLocaleString('en')} of them marked` : '';
    count.textContent = `${passing.toLocaleString('en')} designs${picked}`;
    clear.disabled = view.picked === null && Object.values(view.filters).every((value) => value === all);
  };
  view.on(draw);
  draw();
  return h('div', {class: 'filters sweep-filters', role: 'group', 'aria-label': 'Designs that are shown'}, workloads, selects, clear, count);
}
