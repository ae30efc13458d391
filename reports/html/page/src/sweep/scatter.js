// The Pareto scatter: axes to choose, an area to mark, a design to open.
import {colouring} from '../charts/colours.js';
import {designFacts} from '../charts/design_facts.js';
import {drawn, pareto, paretoWords, ring} from '../charts/pareto.js';
import {h, nameNode} from '../dom.js';
import {shorten} from '../format.js';
import {chart} from '../parts/chart.js';
import {choice} from '../parts/choice.js';
import {currentTheme, onTheme} from '../parts/look.js';
import {Marking} from './marking.js';

/** Arrow keys stop at all designs up to so many, then at those of the front alone. */
const mostStops = 400;

/** What colours mean; an axis has many values, so names are cut. */
function key(view) {
  const list = h('ul', {class: 'key'});
  const draw = () => {
    const colours = colouring(view.table, currentTheme(), view.scatter.colour);
    list.replaceChildren(
      h('li', {class: 'key-title'}, nameNode(colours?.label ?? '', 40)),
      ...(colours?.groups ?? []).map(({label, colour}) => h('li', {}, h('i', {class: 'swatch round', style: {background: colour}}),
        nameNode(label, 32))),
      h('li', {}, h('i', {class: 'swatch round ringed'}), 'on the front'),
      [...view.table.front.values()].some(({knee}) => knee) ? h('li', {}, h('i', {class: 'swatch diamond ringed'}), 'knee') : '',
      h('li', {}, h('i', {class: 'swatch line'}), 'front of these two'));
  };
  onTheme(draw);
  draw();
  return {list, draw};
}

/** What points can be coloured by. */
const colourings = (table) => [
  ...table.varied.map(({name}) => [name, shorten(name, 40)]), ...(table.columns.get('bottleneck') ? [['bottleneck', 'bound by']] : []),
];

/** Where arrow keys go, from left to right; `reach(row)` is told. */
function stops(view, wanted, reach) {
  const {table, scatter} = view;
  const rows = drawn(table, wanted);
  const groups = colouring(table, currentTheme(), scatter.colour)?.groups ?? [{key: null}];
  const places = placesOf(table, rows, groups, scatter.colour);
  return (rows.length > mostStops ? rows.filter((row) => table.front.has(row)) : rows)
    .map((row) => ({...places.get(row), facts: designFacts(table, row, [scatter.x, scatter.y]), row, reveal: () => reach(row)}))
    .sort((a, b) => table.value(a.row, scatter.x) - table.value(b.row, scatter.x));
}

export function scatterChart(view) {
  const {table} = view;
  const marking = new Marking(view, () => figure);
  const legend = key(view);
  const wanted = () => ({...view.scatter, workload: view.workload, filters: view.filters, picked: marking.close});
  const figures = table.figures.map(({name, label}) => [name, shorten(label, 40)]);
  let at = null;
  const change = (it, part) => {
    Object.assign(view.scatter, part);
    legend.draw();
    if (view.picked) view.pick(null);
    else it.redraw({keepZoom: false});
    marking.drawnAnew();
  };
  const figure = chart({
    name: 'pareto', title: 'Designs in two figures', description: paretoWords(table, wanted()),
    hint: 'Click a design, or go to it with the arrow keys and press Enter, for its config and how to run it again.',
    height: (width) => (width < 600 ? 380 : 500),
    option: (theme, {print, paper}) => {
      const option = pareto(table, theme, wanted(), view.chosen);
      return {
        ...option, legend: {...option.legend, show: Boolean(print && !paper)}, grid: {...option.grid, top: print && !paper ? 40 : 12},
          ...(print ? {} : {brush: marking.brush(theme)}),
      };
    },
    key: legend.list,
    stops: () => stops(view, wanted(), (row) => { at = row; }),
    keys: () => ({Enter: () => at !== null && view.choose(at)}),
    controls: (it) => [
      choice('Across', figures, (value) => change(it, {x: value}), view.scatter.x),
      choice('Upwards', figures, (value) => change(it, {y: value}), view.scatter.y),
      choice('Colour', colourings(table), (value) => change(it, {colour: value}), view.scatter.colour),
      marking.mark, marking.zoom, h('a', {class: 'quiet', href: '#all'}, 'Table'),
    ],
    ready: (instance) => {
      instance.on('click', ({value}) => Array.isArray(value) && view.choose(value[2]));
      marking.listen(instance);
    },
  });
  view.on((what, source) => {
    if (what === 'chosen') {
      figure.chart.instance?.setOption({series: [ring(table, currentTheme(), view.scatter, view.chosen)]});
      return;
    }
    marking.changed();
    // What was marked here, or elsewhere, is not drawn here in another way.
    if (source === marking || view.picked !== null) return;
    figure.chart.redraw();
    marking.drawnAnew();
  });
  return figure;
}

/** Where a row's mark is: series and index, as `pareto` orders them. */
function placesOf(table, rows, groups, colour) {
  const counts = new Map();
  const next = (series) => {
    counts.set(series, (counts.get(series) ?? -1) + 1);
    return {series, index: counts.get(series)};
  };
  return new Map(rows.map((row) => {
    if (table.front.has(row)) return [row, next(groups.length + 1)];
    return [row, next(Math.max(0, groups.findIndex(({key: level}) => level === null || level === table.index(row, colour))))];
  }));
}
