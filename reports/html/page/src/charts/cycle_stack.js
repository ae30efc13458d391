// Where each layer's cycles went.
import {compact, grouped, percent} from '../format.js';
import {layerTable, wordIn} from './layers.js';
import {stacked} from './stacked.js';

/** Rows in the order asked for: of execution, or largest first. */
export function ordered(rows, size, order) {
  return order === 'size' ? [...rows].sort((a, b) => size(b) - size(a)) : rows;
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/**
 * @param {object} document  of a run
 * @param {object} theme
 * @param {{width: number, share?: boolean, order?: 'execution'|'size', legend?: boolean}} options
 */
export function cycleStack(document, theme, options) {
  const {share = false, order = 'execution'} = options;
  const {causes, rows: all} = document.stack;
  const layers = layerTable(document);
  const rows = ordered(all, ({cycles}) => sum(cycles), order);
  const totals = rows.map(({cycles}) => sum(cycles));
  const whole = sum(totals);
  const labels = causes.map((cause) => wordIn(document, 'causes', cause));
  const part = (i, c) => rows[i].cycles[c] / (totals[i] || 1);
  return stacked({
    names: rows.map(({layer}) => layers.name(layer)),
    series: causes.map((cause, c) => ({
      name: labels[c], thing: cause, values: rows.map(({cycles}, i) => (share ? part(i, c) : cycles[c])),
    })),
    axis: share ? 'share of the layer’s cycles' : 'cycles',
    format: share ? percent : grouped,
    tick: share ? (value) => `${Math.round(value * 100)}%` : compact,
    most: share ? 1 : undefined,
    sumText: (i) => (share ? compact(totals[i]) : grouped(totals[i])),
    facts: (i) => ({
      title: layers.name(rows[i].layer),
      rows: [
        ...causes.map((cause, c) => [labels[c], `${grouped(rows[i].cycles[c])}  ${percent(part(i, c))}`, theme.of(cause)])
          .filter((_, c) => rows[i].cycles[c] > 0),
        ['cycles', `${grouped(totals[i])}  100%`],
      ],
      note: `${percent(totals[i] / whole)} of the run`,
    }),
  }, theme, options);
}
