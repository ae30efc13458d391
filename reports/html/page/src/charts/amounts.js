// Amounts by layer and part: DRAM bytes by tensor, energy by component.
import {ordered} from './cycle_stack.js';
import {bytes, compactBytes, energy, percent} from '../format.js';
import {layerTable, wordIn} from './layers.js';
import {byteInterval} from './parts.js';
import {stacked} from './stacked.js';

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

function amounts(document, theme, options, {parts, rows: all, group, of, axis, whole: wholeName, format, tick, interval}) {
  const layers = layerTable(document);
  const rows = ordered(all, (row) => sum(row[of]), options.order);
  const totals = rows.map((row) => sum(row[of]));
  const whole = sum(totals);
  const labels = parts.map((part) => wordIn(document, group, part));
  return stacked({
    names: rows.map(({layer}) => layers.name(layer)),
    series: parts.map((part, p) => ({name: labels[p], thing: part, values: rows.map((row) => row[of][p])})),
    axis, format, tick, interval,
    facts: (i) => ({
      title: layers.name(rows[i].layer),
      rows: [
        ...parts.map((part, p) => [labels[p], `${format(rows[i][of][p])}  ${percent(rows[i][of][p] / (totals[i] || 1))}`, theme.of(part)])
          .filter((_, p) => rows[i][of][p] > 0),
        [wholeName, `${format(totals[i])}  100%`],
      ],
      note: `${percent(totals[i] / whole)} of the run`,
    }),
  }, theme, options);
}

/**
 * DRAM bytes of each layer by tensor.
 * @param {object} document  of a run
 * @param {object} theme
 * @param {{width: number, order?: 'execution'|'size', legend?: boolean}} options
 */
export const traffic = (document, theme, options) => amounts(document, theme, options, {
  parts: document.traffic.tensors, rows: document.traffic.rows, group: 'tensors', of: 'bytes', axis: 'DRAM bytes',
  whole: wordIn(document, 'figures', 'dram_bytes'), format: bytes, tick: compactBytes, interval: byteInterval,
});

/** Energy of each layer by component; as `traffic`. */
export const energyByLayer = (document, theme, options) => amounts(document, theme, options, {
  parts: document.energy.components, rows: document.energy.rows, group: 'components', of: 'pj', axis: 'energy',
  whole: wordIn(document, 'figures', 'energy_pj'), format: energy,
  tick: (value) => energy(value).replace(/(\.\d*?)0+ /, '$1 ').replace('. ', ' '),
});
