// Parallel coordinates, whose axes can be marked.
import {parallel, parallelChoice, parallelDrawn, parallelHeight, parallelWords} from '../charts/parallel.js';
import {colouring} from '../charts/colours.js';
import {shorten} from '../format.js';
import {chart} from '../parts/chart.js';
import {choice} from '../parts/choice.js';

/** Rows whose lines go through the marked part of every axis; null where none is marked. */
function marked(instance, table, rows) {
  const dims = [...table.varied.map(({name}) => [name, 'index']), ...table.objectives.map(({name}) => [name, 'value'])];
  const intervals = instance.getModel().queryComponents({mainType: 'parallelAxis'}).map(({activeIntervals}) => activeIntervals ?? []);
  if (intervals.every((list) => list.length === 0)) return null;
  return rows.filter((row) => dims.every(([name, read], i) => {
    const value = table[read](row, name);
    return intervals[i].length === 0 || intervals[i].some(([from, to]) => value >= Math.min(from, to) && value <= Math.max(from, to));
  }));
}

export function parallelChart(view) {
  const {table} = view;
  const options = parallelChoice(table);
  const wanted = () => ({...options, workload: view.workload, filters: view.filters});
  const figure = chart({
    name: 'parallel', title: 'Axes and objectives', description: parallelWords(table, wanted()),
    note: 'A line a design, those of the front stronger; objectives have their best at the top (on narrow screens: on the right).',
    hint: 'Drag along an axis to mark designs.',
    height: (width) => parallelHeight(table, width),
    option: (theme, size) => parallel(table, theme, {...wanted(), picked: view.picked}, size),
    controls: (it) => choice('Colour', colours(table), (value) => {
      options.colour = value;
      it.redraw();
    }, options.colour),
    ready: (instance) => {
      instance.on('click', ({value}) => Array.isArray(value) && view.choose(value[value.length - 1]));
      instance.on('axisareaselected', () => view.pick(marked(instance, table, parallelDrawn(table, wanted())), figure));
    },
  });
  view.on((what, source) => what !== 'chosen' && source !== figure && figure.chart.redraw());
  return figure;
}

const colours = (table) => [
  ...table.varied.map(({name}) => [name, shorten(name, 40)]),
  ...(colouring(table, {palette: [], of: () => ''}, 'bottleneck') ? [['bottleneck', 'bound by']] : []),
];
