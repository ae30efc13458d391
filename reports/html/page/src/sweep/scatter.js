// The Pareto scatter: axes to choose, an area to mark, a design to open.
import {colouring} from '../charts/colours.js';
import {designFacts} from '../charts/design_facts.js';
import {drawn, pareto, paretoWords} from '../charts/pareto.js';
import {h, nameNode} from '../dom.js';
import {shorten} from '../format.js';
import {chart} from '../parts/chart.js';
import {choice} from '../parts/choice.js';
import {currentTheme, onTheme} from '../parts/look.js';

/** Arrow keys stop at all designs up to so many, then at those of the front alone. */
const mostStops = 400;

/** What colours mean; an axis has many values, so names are cut. */
function key(view) {
  const list = h('ul', {class: 'key'});
  const draw = () => {
    const colours = colouring(view.table, currentTheme(), view.scatter.colour);
    list.replaceChildren(
      h('li', {class: 'key-title'}, nameNode(colours?.label ?? '', 40)),
      ...(colours?.groups ?? []).map(({label, colour}) => h('li', {}, h('i', {class: 'swatch round', style: {background: colour}}), nameNode(label, 32))),
      h('li', {}, h('i', {class: 'swatch round ringed'}), 'on the front'),
      [...view.table.front.values()].some(({knee}) => knee) ? h('li', {}, h('i', {class: 'swatch diamond ringed'}), 'knee') : '',
      h('li', {}, h('i', {class: 'swatch line'}), 'front of these two'));
  };
  onTheme(draw);
  draw();
  return {list, draw};
}

/** Rows within an area, [[x0, x1], [y0, y1]] in figures. */
function within(view, [[x0, x1], [y0, y1]]) {
  const {table, scatter} = view;
  return drawn(table, {...scatter, workload: view.workload, filters: view.filters}).filter((row) => {
    const [x, y] = [table.value(row, scatter.x), table.value(row, scatter.y)];
    return x >= x0 && x <= x1 && y >= y0 && y <= y1;
  });
}

const cursor = (instance, on) => instance.dispatchAction({
  type: 'takeGlobalCursor', key: 'brush', brushOption: {brushType: on ? 'rect' : false, brushMode: 'single'},
});

export function scatterChart(view) {
  const {table} = view;
  const wanted = () => ({...view.scatter, workload: view.workload, filters: view.filters});
  const legend = key(view);
  let at = null;
  let marking = false;
  const mark = h('button', {type: 'button', class: 'quiet', 'aria-pressed': 'false', onclick: () => setMarking(!marking)}, 'Mark an area');
  const figures = table.figures.map(({name, label}) => [name, shorten(label, 40)]);
  const colours = [
    ...table.varied.map(({name}) => [name, shorten(name, 40)]), ...(table.columns.get('bottleneck') ? [['bottleneck', 'bound by']] : []),
  ];
  const stops = () => {
    const rows = drawn(table, wanted());
    const groups = colouring(table, currentTheme(), view.scatter.colour)?.groups ?? [{key: null}];
    const among = rows.length > mostStops ? rows.filter((row) => table.front.has(row)) : rows;
    const places = placesOf(table, rows, groups, view.scatter.colour);
    return among
      .map((row) => ({...places.get(row), facts: designFacts(table, row, [view.scatter.x, view.scatter.y]), row, reveal: () => { at = row; }}))
      .sort((a, b) => table.value(a.row, view.scatter.x) - table.value(b.row, view.scatter.x));
  };
  const figure = chart({
    name: 'pareto', title: 'Designs in two figures', description: paretoWords(table, wanted()),
    note: 'Click a design, or go to it with the arrow keys and press Enter, for its config and how to run it again.',
    height: (width) => (width < 600 ? 380 : 500),
    option: (theme, {print}) => {
      const option = pareto(table, theme, wanted(), view.chosen);
      if (!print) option.brush = {xAxisIndex: 0, yAxisIndex: 0, brushStyle: {color: `${theme.accent}22`, borderColor: theme.accent, borderWidth: 1}, outOfBrush: {}, inBrush: {}, transformable: true};
      return {...option, legend: {...option.legend, show: print}, grid: {...option.grid, top: print ? 40 : 12}};
    },
    key: legend.list, stops,
    keys: () => ({Enter: () => at !== null && view.choose(at)}),
    controls: (it) => [
      choice('Across', figures, (value) => change(it, {x: value}), view.scatter.x),
      choice('Upwards', figures, (value) => change(it, {y: value}), view.scatter.y),
      choice('Colour', colours, (value) => change(it, {colour: value}), view.scatter.colour),
      mark, h('a', {class: 'quiet', href: '#all'}, 'Table'),
    ],
    ready: (instance) => {
      instance.on('click', ({value}) => Array.isArray(value) && view.choose(value[2]));
      instance.on('brushEnd', ({areas}) => view.pick(areas.length > 0 ? within(view, areas[0].coordRange) : null, figure));
    },
  });
  function change(it, part) {
    Object.assign(view.scatter, part);
    legend.draw();
    it.redraw({keepZoom: false});
    if (view.picked) view.pick(null);
  }
  function setMarking(on) {
    marking = on;
    mark.setAttribute('aria-pressed', String(on));
    figure.chart.show();
    cursor(figure.chart.instance, on);
    if (!on && view.picked) view.pick(null, figure);
    if (!on) figure.chart.redraw();
  }
  view.on((what, source) => {
    if (what === 'picked' && (source === figure || view.picked !== null)) return;
    figure.chart.redraw();
    if (marking && figure.chart.instance) cursor(figure.chart.instance, true);
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
