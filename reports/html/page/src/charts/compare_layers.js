// Where it changed: layers by how much their cycles (or energy, or traffic) differ.
import {shorten} from '../format.js';
import {verdictColour} from './compare_totals.js';
import {differenceText, metricText, tickText, times} from './metric.js';
import {axis as quietAxis, base, textStyle, tooltip} from './parts.js';
import {linearTicks} from './scale.js';

/** More layers than these are in the table alone. */
export const mostLayers = 24;

/** What layers can be compared by. */
export const layerFigures = {
  cycles: {unit: 'cycles', label: 'cycles'},
  energy_pj: {unit: 'pJ', label: 'energy'},
  dram_bytes: {unit: 'B', label: 'DRAM traffic'},
};

const value = (layer, figure) => (typeof layer?.[figure] === 'number' ? layer[figure] : null);

/** Layers that differ, the most first: [{name, a, b, difference}]. */
export function changes(document, figure) {
  return (document.layers ?? [])
    .map(({name, a, b}) => ({name, a: value(a, figure), b: value(b, figure)}))
    .map((layer) => ({...layer, difference: (layer.b ?? 0) - (layer.a ?? 0)}))
    .filter(({difference}) => difference !== 0)
    .sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference));
}

export function compareLayersRows(document, figure) {
  return {
    columns: ['layer', `${figure} a`, `${figure} b`, 'difference'],
    rows: changes(document, figure).slice(0, mostLayers).map(({name, a, b, difference}) => [name, a, b, difference]),
  };
}

export const compareLayersHeight = (document, figure) =>
  Math.max(2, Math.min(mostLayers, changes(document, figure).length)) * 26 + 52;

export function compareLayers(document, theme, {figure}, {width}) {
  const rows = changes(document, figure).slice(0, mostLayers);
  const {unit, label} = layerFigures[figure];
  const differences = rows.map(({difference}) => difference);
  const [low, high] = [Math.min(0, ...differences), Math.max(0, ...differences)];
  const room = (high - low || 1) * (width < 560 ? 0.3 : 0.14);
  const [min, max] = [low < 0 ? low - room : 0, high > 0 ? high + room : 0];
  const ticks = linearTicks(min, max, width < 560 ? 3 : 6);
  const left = Math.max(90, Math.min(190, width * 0.28));
  return {
    ...base(theme),
    grid: {left, right: 24, top: 6, bottom: 44},
    tooltip: tooltip(theme, ({dataIndex}) => {
      const {name, a, b, difference} = rows[dataIndex];
      return {title: name, rows: [['A', metricText(a, unit)], ['B', metricText(b, unit)], ['B − A', differenceText(difference, unit)],
        ['B/A', a > 0 && b !== null ? times(b / a) : '-']]};
    }),
    xAxis: quietAxis(theme, {
      type: 'value', min, max, name: `${label}: B − A`, nameGap: 28, axisLine: {show: false},
      axisLabel: {customValues: ticks, formatter: (n) => (n === 0 ? '0' : `${n > 0 ? '+' : '−'}${tickText(Math.abs(n), unit)}`)},
      axisTick: {show: false, customValues: ticks},
    }),
    yAxis: quietAxis(theme, {
      type: 'category', inverse: true, data: rows.map((_, i) => String(i)), splitLine: {show: false}, axisLine: {show: false},
      axisLabel: {formatter: (i) => shorten(rows[i].name, 48), interval: 0, color: theme.text, width: left - 12, overflow: 'truncate',
        hideOverlap: false},
    }),
    series: [{
      type: 'bar', barWidth: 13,
      data: rows.map(({a, b, difference}) => ({
        value: difference,
        itemStyle: {color: verdictColour(theme, -Math.sign(difference)), borderRadius: 2},
        label: {
          show: true, position: difference < 0 ? 'left' : 'right', formatter: a > 0 && b !== null ? times(b / a) : a === null ? 'only B'
            : 'only A',
          ...textStyle(theme, {color: theme.text}),
        },
      })),
      markLine: {silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: theme.line, type: 'solid', width: 1},
        data: [{xAxis: 0}]},
    }],
  };
}

export function compareLayersWords(document, {figure}) {
  const all = changes(document, figure);
  const first = all[0];
  if (!first) return 'No layer differs.';
  return `Bars of B minus A in ${layerFigures[figure].label} for the ${Math.min(mostLayers, all.length)} of ${all.length} layers that differ most; the first is ${shorten(first.name, 80)}.`;
}
