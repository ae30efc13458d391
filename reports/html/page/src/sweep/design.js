// The design that was pointed at: what it is, what it does, and how to run it again.
import {metricText} from '../charts/metric.js';
import {append, h, nameNode} from '../dom.js';
import {source} from '../run/sources.js';
import {term} from '../parts/tip.js';
import {label} from '../words.js';
import {command} from './command.js';

function config(table, row) {
  const pairs = table.axes.map(({name}) => [name, table.cell(row, name)]);
  const base = ['accelerator', 'workload', 'detail'].filter((name) => !table.axis(name)).map((name) => [name, table.cell(row, name)]);
  return h('dl', {class: 'pairs'}, [...pairs, ...base].filter(([, value]) => value !== null && value !== '').map(([name, value]) =>
    h('div', {}, h('dt', {}, nameNode(name, 48)), h('dd', {}, nameNode(value, 80)))));
}

function figures(table, row) {
  const bottleneck = table.cell(row, 'bottleneck');
  return h('dl', {class: 'pairs'},
    table.figures.filter(({name}) => table.value(row, name) !== null).map(({name, unit}) =>
      h('div', {}, h('dt', {}, term('objectives', name)), h('dd', {}, metricText(table.value(row, name), unit)))),
    bottleneck ? h('div', {}, h('dt', {}, 'bound by'), h('dd', {}, label('bottlenecks', bottleneck))) : null);
}

function standing(table, row) {
  const front = table.front.get(row);
  if (!front) return 'not on the front';
  const beats = `on the front, beats ${front.dominates.toLocaleString('en')} others`;
  return front.knee ? [h('strong', {}, 'the knee'), `, ${beats}`] : beats;
}

/** A panel that follows the view. */
export function designPanel(view) {
  const {table} = view;
  const title = h('h3', {id: 'design-title'});
  const status = h('p', {class: 'chart-note'});
  const body = h('div', {class: 'design-body'});
  const panel = h('div', {class: 'design', role: 'region', 'aria-labelledby': 'design-title'}, h('div', {}, title, status), body);
  const draw = () => {
    const row = view.chosen;
    panel.hidden = row === null;
    if (row === null) return;
    title.textContent = `Design ${table.cell(row, 'design')}`;
    status.replaceChildren();
    append(status, [standing(table, row)]);
    body.replaceChildren(
      h('div', {}, h('h4', {}, 'Config'), config(table, row)),
      h('div', {}, h('h4', {}, 'Figures'), figures(table, row)),
      h('div', {class: 'wide'}, h('h4', {}, 'Run it again'),
        source(command(table, row), {name: 'Command to run this design again', command: true})));
  };
  view.on((what) => what === 'chosen' && draw());
  draw();
  return panel;
}
