// Designs in tables: the front, the best by each objective, all, and those that failed.
import {metricText} from '../charts/metric.js';
import {bestRows} from '../charts/sweep_table.js';
import {h, nameNode} from '../dom.js';
import {section} from '../parts/shell.js';
import {table as tableOf} from '../parts/table.js';
import {definition, definitionId, label} from '../words.js';

const bestCount = 10;

/** A button that opens the design. */
const opener = (view) => (design, row) => h('button',
  {type: 'button', class: 'open', 'aria-label': `Show design ${design}`, onclick: (event) => {
  event.stopPropagation();
  open(view, row);
}}, String(design));

function open(view, row) {
  view.choose(row);
  document.getElementById('design-title')?.scrollIntoView({block: 'center'});
}

function figureColumn(table, {name, label: text, unit}) {
  return {
    key: name, label: text, unit: unit === 'cycles' ? 'cycles' : undefined, definition: definition('objectives', name),
      definitionId: definitionId('objectives', name),
    value: (row) => table.value(row, name), format: (value) => metricText(value, unit), numeric: true,
  };
}

function designColumns(view) {
  const {table} = view;
  return [
    {label: 'design', numeric: true, value: (row) => table.cell(row, 'design'), node: opener(view)},
    ...table.varied.map((axis) => ({
      key: axis.name, label: axis.name,
      // Sorted by the order of the sweep file, which for sizes is by size.
      value: (row) => (axis.numbers ? axis.numbers[table.index(row, axis.name)] : table.cell(row, axis.name)),
      node: (_, row) => nameNode(table.cell(row, axis.name), 40), numeric: Boolean(axis.numbers),
    })),
  ];
}

const boundColumn = (table) => (table.columns.get('bottleneck')
  ? [{label: 'bound by', value: (row) => label('bottlenecks', table.cell(row, 'bottleneck')), choices: true}] : []);

function frontColumns(view, rows) {
  const {table} = view;
  return [
    ...designColumns(view), ...table.objectives.map((figure) => figureColumn(table, figure)), ...boundColumn(table),
    {label: 'beats', numeric: true, definition: 'designs that are no better in any objective, and worse in one',
      value: (row) => table.front.get(row).dominates},
    ...(rows.some((row) => table.front.get(row).knee)
      ? [{label: label('sweep', 'knee'), definition: definition('sweep', 'knee'), definitionId: definitionId('sweep', 'knee'),
        value: (row) => (table.front.get(row).knee ? 'knee' : ''), node: (value) => (value ? h('strong', {}, value) : '')}] : []),
  ];
}

export function frontSection(view) {
  const {table} = view;
  if (table.front.size === 0) return null;
  const holder = h('div', {});
  let workload;
  const draw = () => {
    if (workload === view.workload) return;
    workload = view.workload;
    const rows = table.frontRows(workload);
    holder.replaceChildren(tableOf({caption: 'The front', what: 'designs', rows, onRow: (row) => open(view, row), limit: 30,
      columns: frontColumns(view, rows)}));
  };
  view.on(draw);
  draw();
  return section({id: 'front', title: 'The front',
    lead: 'Designs that no other one beats in all objectives at once, the best by the first objective first.'}, holder);
}

export function bestSection(view) {
  const {table} = view;
  if (table.objectives.length === 0) return null;
  const parts = table.objectives.map((objective) => {
    const others = table.objectives.filter(({name}) => name !== objective.name);
    const holder = h('div', {});
    const draw = () => holder.replaceChildren(tableOf({
      caption: `The best ${bestCount} by ${objective.label}`, what: 'designs', filter: false, onRow: (row) => open(view, row),
      rows: bestRows(table, view.rows(), objective.name, bestCount),
      columns: [...designColumns(view).slice(0, 1), figureColumn(table, objective), ...designColumns(view).slice(1),
        ...others.map((figure) => figureColumn(table, figure)), ...boundColumn(table)],
    }));
    view.on((what) => what === 'filters' && draw());
    draw();
    return h('div', {class: 'best'}, h('h3', {}, `By ${objective.label}, ${objective.goal === 'max' ? 'the most' : 'the least'} first`),
      holder);
  });
  return section({id: 'best', title: `The best ${bestCount}`, short: `Best ${bestCount}`}, parts);
}

export function allSection(view) {
  const {table} = view;
  const {counts} = table.document;
  const holder = h('div', {});
  const draw = () => holder.replaceChildren(tableOf({
    caption: 'All designs', what: 'designs', filter: true, rows: view.pickedRows(), onRow: (row) => open(view, row), limit: 50,
    columns: [...designColumns(view), ...table.figures.map((figure) => figureColumn(table, figure)), ...boundColumn(table)],
    rowClass: (row) => (table.front.has(row) ? null : 'aside'),
  }));
  view.on((what) => what !== 'chosen' && draw());
  draw();
  const thinned = counts && counts.shown < counts.points - counts.failed;
  const lead = thinned ? `${counts.shown.toLocaleString('en')} of ${(counts.points - counts.failed).toLocaleString('en')} points are in this file, those of the front among them; all are in the store.`
    : 'What filters and marked areas leave; those of the front are darker.';
  return section({id: 'all', title: 'All designs', short: 'All', lead},
    h('p', {class: 'paper-only'}, 'A table for screens: `systole export` writes it as CSV.'), holder);
}

export function failedSection(view) {
  const {failed = [], errors = [], axes = [], counts} = view.table.document;
  if (failed.length === 0 && errors.length === 0) return null;
  const all = counts?.failed ?? failed.length;
  return section({id: 'failed', title: 'Failed points', short: 'Failed', lead: failed.length < all
    ? `${failed.length.toLocaleString('en')} of ${all.toLocaleString('en')} are listed.` : undefined},
    errors.length > 0 ? tableOf({
      caption: 'Errors', what: 'errors', filter: false, rows: errors,
      columns: [{label: 'error', name: true, value: ({error}) => error, node: (error) => h('span', {class: 'wrap'}, nameNode(error, 300))},
        {label: 'points', value: ({points}) => points}],
    }) : null,
    failed.length > 0 ? tableOf({
      caption: 'Failed points', what: 'points', rows: failed, limit: 30,
      columns: [
        {label: 'design', value: ({design}) => design},
        ...(view.table.axis('accelerator') ? [{label: 'accelerator', name: true, value: ({accelerator}) => accelerator}] : []),
        {label: 'workload', name: true, value: ({workload}) => workload},
        ...axes.map((axis, i) => ({label: axis.name, name: true, value: (point) => point.axes?.[i]}))
          .filter((_, i) => axes[i].values.length > 1),
        {label: 'error', name: true, value: ({error}) => error, node: (error) => h('span', {class: 'wrap'}, nameNode(error, 300))},
      ],
    }) : null);
}
