// What figures do along the axes: cycles and utilisation against array and SRAM size, or any other.
import {metricText} from '../charts/metric.js';
import {trend, trendChoice, trendHeight, trendLines, trendWords} from '../charts/trend.js';
import {shorten} from '../format.js';
import {chart} from '../parts/chart.js';
import {choice} from '../parts/choice.js';
import {section} from '../parts/shell.js';
import {h} from '../dom.js';

const none = ['', 'none'];

/** Rows of the chart's table. */
function cells(table, wanted) {
  const {x, line, panel, lines} = trendLines(table, wanted);
  const rows = lines.flatMap((one) => one.points.flatMap((point, i) => (point
    ? [{...point, at: [x, line, panel].map((axis, a) => axis.values[[i, one.line, one.panel][a]])}] : [])));
  const {label, unit} = table.figure(wanted.figure);
  return {
    what: 'points', rows,
    columns: [
      ...[x, line, panel].map(({name}, a) => ({label: name, name: true, value: ({at}) => at[a]})).filter(({label: name}) => name !== ''),
      {label, value: ({value}) => value, format: (value) => metricText(value, unit)},
      {label: 'designs', value: ({designs}) => designs},
    ],
  };
}

function trendChart(view, name, figure, shared) {
  const {table} = view;
  let shown = figure;
  const wanted = () => ({...shared, figure: shown, workload: view.workload, filters: view.filters});
  const element = chart({
    name, title: `${table.figure(figure).label} along the axes`, description: trendWords(table, wanted()),
    height: (width) => trendHeight(table, wanted(), width),
    option: (theme, size) => trend(table, theme, wanted(), size),
    stops: () => trendLines(table, wanted()).lines.flatMap(({points},
      series) => points.flatMap((point, index) => (point ? [{series, index}] : []))),
    controls: (it) => choice('Figure', table.figures.map((one) => [one.name, shorten(one.label, 40)]), (value) => {
      shown = value;
      element.querySelector('h3').textContent = `${table.figure(value).label} along the axes`;
      it.redraw();
    }, figure),
    table: () => cells(table, wanted()),
  });
  return element;
}

export function trendsSection(view) {
  const {table} = view;
  if (table.varied.length === 0 || table.figures.length === 0) return null;
  const shared = trendChoice(table);
  const axes = table.varied.map((axis) => [axis.name, shorten(axis.name, 40)]);
  const few = table.varied.filter(({values}) => values.length <= 12).map((axis) => [axis.name, shorten(axis.name, 40)]);
  const first = table.figure('cycles') ?? table.figures[0];
  const second = table.figure('utilization') ?? table.figures.find(({name}) => name !== first.name);
  const charts = [trendChart(view, 'dse_cycles', first.name, shared),
    ...(second ? [trendChart(view, 'dse_utilization', second.name, shared)] : [])];
  const redraw = () => charts.forEach((figure) => figure.chart.redraw());
  const set = (part) => (value) => {
    shared[part] = value;
    redraw();
  };
  view.on((what) => what === 'filters' && redraw());
  const controls = h('div', {class: 'section-row'},
    choice('Across', axes, set('x'), shared.x), choice('Lines', [none, ...few], set('line'), shared.line),
    choice('Panels', [none, ...few], set('panel'), shared.panel),
    choice('Of designs that differ elsewhere', [['best', 'the best'], ['mean', 'their mean']], set('rest'), 'best'));
  return section({id: 'trends', title: 'Cycles against array and SRAM size', short: 'Trends'}, controls, charts);
}
