// What was changed, what came of it, and where: a chart and its table each.
import {bridges, bridgeHeight, bridgeSteps, compareBridge} from '../charts/compare_bridge.js';
import {changes, compareLayers, compareLayersHeight, compareLayersWords, layerFigures, mostLayers} from '../charts/compare_layers.js';
import {compared, compareTotals, compareTotalsHeight, verdict} from '../charts/compare_totals.js';
import {differenceText, metricText, times} from '../charts/metric.js';
import {h, nameNode} from '../dom.js';
import {percent} from '../format.js';
import {chart} from '../parts/chart.js';
import {choice} from '../parts/choice.js';
import {section} from '../parts/shell.js';
import {table} from '../parts/table.js';
import {definition, definitionId, label} from '../words.js';

const value = (cell) => (cell === null || cell === undefined || cell === '' ? h('span', {class: 'none'}, '–')
  : h('code', {}, nameNode(cell, 120)));

export function keysSection({keys = []}) {
  const changed = keys.filter((key) => !key.default);
  const defaults = keys.length - changed.length;
  const lead = keys.length === 0 ? 'The configs are the same.' : defaults > 0
    ? `And ${defaults} keys at their defaults, of a part that one of the chips lacks.` : undefined;
  return section({id: 'changed', title: 'What was changed', short: 'Changed', lead},
    changed.length > 0 ? table({
      caption: 'Keys of the config that differ', what: 'keys', rows: changed, filter: changed.length > 20,
      columns: [
        {label: 'key', name: true, value: ({path}) => path, node: (path) => h('code', {}, nameNode(path, 80))},
        {label: 'A', numeric: false, value: ({a}) => a, node: value}, {label: 'B', numeric: false, value: ({b}) => b, node: value},
      ],
    }) : h('p', {}, keys.length === 0 ? 'No key differs.' : 'No other key differs.'));
}

const verdictText = (row) => ({1: 'better', [-1]: 'worse', 0: ''})[verdict(row)];

export function totalsSection(data) {
  const all = (data.totals ?? []).filter(({a, b}) => (a ?? 0) !== 0 || (b ?? 0) !== 0);
  if (all.length === 0) return null;
  return section({id: 'totals', title: 'What came of it', short: 'Totals'},
    compared(data).length > 0 ? chart({
      name: 'totals', title: 'B as a multiple of A', note: 'Blue: better. Warm: worse. Bars of a half and of twice are of the same length.',
      description: compared(data).map((row) => `${row.label} ${times(row.b / row.a)}`).join(', '),
      height: () => compareTotalsHeight(data), option: (theme, size) => compareTotals(data, theme, size),
      stops: () => compared(data).map((_, index) => ({series: 0, index})),
    }) : null,
    table({
      caption: 'Totals of both runs', what: 'totals', rows: all, filter: false,
      columns: [
        {label: 'total', value: (row) => row.label, node: (text, row) => h('span', {title: row.definition ?? null}, text)},
        {label: 'A', numeric: true, value: ({a}) => a, format: (a, {unit}) => metricText(a, unit)},
        {label: 'B', numeric: true, value: ({b}) => b, format: (b, {unit}) => metricText(b, unit)},
        {label: 'B/A', numeric: true, value: ({a, b}) => (a > 0 && b !== undefined && b !== null ? b / a : null),
          node: (ratio) => h('strong', {}, times(ratio))},
        {label: 'B is', value: (row) => (row.a > 0 && row.b > 0 ? verdictText(row) : '')},
      ],
    }));
}

/** Parts of a whole in both runs, with shares. */
function partsTable(caption, what, group, parts, unit) {
  const whole = {a: 0, b: 0};
  for (const part of parts) for (const run of ['a', 'b']) whole[run] += part[run] ?? 0;
  const share = (run) => ({label: `of ${run.toUpperCase()}`, numeric: true,
    value: (part) => (whole[run] > 0 ? (part[run] ?? 0) / whole[run] : null), format: percent});
  const column = (run) => ({label: run.toUpperCase(), numeric: true, value: (part) => part[run], format: (x) => metricText(x, unit)});
  return table({
    caption, what, filter: false, rows: parts.filter(({a, b}) => (a ?? 0) !== 0 || (b ?? 0) !== 0),
    columns: [
      {label: what.replace(/s$/, ''), value: ({name}) => label(group, name),
        node: (text, {name}) => h('span', {title: definition(group, name) ?? null}, text)},
      column('a'), share('a'), column('b'), share('b'),
      {label: 'B − A', numeric: true, value: ({a, b}) => (b ?? 0) - (a ?? 0), format: (x) => differenceText(x, unit)},
      {label: 'B/A', numeric: true, value: ({a, b}) => (a > 0 ? (b ?? 0) / a : null), format: times},
    ],
  });
}

const bridgeTitles = {
  cycles: {title: 'Where the cycles went', chart: 'From A’s cycles to B’s', what: 'causes'},
  energy: {title: 'Energy by component', chart: 'From A’s energy to B’s', what: 'components'},
};

export function bridgeSection(data, name) {
  const bridge = bridges[name];
  const parts = data[bridge.key] ?? [];
  if (parts.length === 0) return null;
  const steps = bridgeSteps(data, bridge);
  const {title, chart: chartTitle, what} = bridgeTitles[name];
  return section({id: name, title, short: name === 'cycles' ? 'Cycles' : 'Energy', lead: steps.length === 0 ? 'The same in both.'
    : undefined},
    steps.length > 0 ? chart({
      name: `${name}_from_a_to_b`, title: chartTitle, note: 'What each takes away (blue) or adds (warm).',
      description: steps.map((step) => `${label(bridge.group, step.name)} ${differenceText(step.b - step.a, bridge.unit)}`).join(', '),
      height: () => bridgeHeight(data, bridge), option: (theme, size) => compareBridge(data, theme, bridge, size),
      stops: () => Array.from({length: steps.length + 2}, (_, index) => ({series: 1, index})),
    }) : null,
    partsTable(chartTitle, what, bridge.group, parts, bridge.unit));
}

function layerColumns(figure) {
  const {unit, label: text} = layerFigures[figure];
  const of = (run) => (layer) => layer[run]?.[figure];
  const ratio = (layer) => (layer.a?.[figure] > 0 && layer.b ? layer.b[figure] / layer.a[figure] : null);
  const difference = (layer) => (layer.a && layer.b && of('a')(layer) !== undefined ? (of('b')(layer) ?? 0) - of('a')(layer) : null);
  return [
    ...['a', 'b'].map((run) => ({label: `${text} ${run.toUpperCase()}`, numeric: true, value: of(run), format: (x) => metricText(x, unit)})),
    {label: 'B − A', numeric: true, value: difference, format: (x) => differenceText(x, unit)},
    {label: 'B/A', numeric: true, value: ratio, node: (x) => h('strong', {}, times(x))},
  ];
}

/** Layers that cost nothing in either run (fused ones, views) have nothing to compare. */
const saysSomething = ({a, b}) => Object.keys(layerFigures).some((figure) => (a?.[figure] ?? 0) !== 0 || (b?.[figure] ?? 0) !== 0);

export function layersSection(data) {
  const layers = data.layers ?? [];
  if (layers.length === 0) return null;
  const figures = Object.keys(layerFigures).filter((figure) => layers.some(({a, b}) => a?.[figure] !== undefined
    || b?.[figure] !== undefined));
  const options = {figure: figures[0]};
  const engine = ({a, b}) => [...new Set([a, b].map((run) => (run ? label('engines', run.engine) : '–')))].join(' / ');
  const size = (layer) => Math.abs((layer.b?.cycles ?? 0) - (layer.a?.cycles ?? 0));
  const many = figures.some((figure) => changes(data, figure).length > mostLayers);
  return section({id: 'layers', title: 'Layers', short: 'Layers'},
    figures.some((figure) => changes(data, figure).length > 0) ? chart({
      name: 'layers', title: 'Where it changed', description: compareLayersWords(data, options),
      note: `B minus A, largest first; beside each bar B as a multiple of A.${many ? ` The ${mostLayers} that differ most.` : ''}`,
      height: () => compareLayersHeight(data, options.figure), option: (theme, space) => compareLayers(data, theme, options, space),
      stops: () => changes(data, options.figure).slice(0, mostLayers).map((_, index) => ({series: 0, index})),
      controls: (it) => choice('Figure', figures.map((figure) => [figure, layerFigures[figure].label]), (figure) => {
        options.figure = figure;
        it.redraw();
      }, options.figure),
    }) : null,
    table({
      caption: 'Layers of both runs', what: 'layers', filter: layers.length > 6,
      rows: layers.filter(saysSomething).sort((x, y) => size(y) - size(x)),
      columns: [
        {label: 'layer', name: true, value: ({name}) => name},
        {label: 'engine', value: engine, choices: true},
        ...figures.slice(0, 2).flatMap(layerColumns),
      ],
    }));
}
