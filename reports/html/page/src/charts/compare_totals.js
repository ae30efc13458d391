// What came of it: each total of B as a multiple of A's, in the order of the document.
import {shorten} from '../format.js';
import {metricText, times} from './metric.js';
import {axis as quietAxis, base, textStyle, tooltip} from './parts.js';

/** Totals that both runs have, with a ratio that can be drawn. */
export const compared = (document) => (document.totals ?? []).filter(({a, b}) => a > 0 && b > 0);

/** For better (1), for worse (-1), or neither (0): a figure without a goal, or the same. */
export function verdict({a, b, goal}) {
  if (!goal || Math.abs(b / a - 1) < 1e-9) return 0;
  return (goal === 'max') === b > a ? 1 : -1;
}

export const verdictColour = (theme, sign) => (sign > 0 ? theme.hue.blue : sign < 0 ? theme.hue.vermilion : theme.hue.grey);

export function compareTotalsRows(document) {
  return {
    columns: ['figure', 'unit', 'a', 'b', 'ratio'],
    rows: compared(document).map(({name, unit, a, b}) => [name, unit, a, b, b / a]),
  };
}

export const compareTotalsHeight = (document) => compared(document).length * 30 + 48;

export function compareTotals(document, theme, {width}) {
  const rows = compared(document);
  const narrow = width < 560;
  const label = narrow ? 108 : 150;
  const right = narrow ? 24 : 210;
  // Room for the figure beside the longest bar.
  const half = (width - label - right) / 2;
  const reach = Math.max(Math.log2(1.25), ...rows.map(({a, b}) => Math.abs(Math.log2(b / a)))) * (half / Math.max(half - 52, 40));
  const powers = Array.from({length: 2 * Math.floor(reach) + 1}, (_, i) => i - Math.floor(reach));
  const step = Math.ceil(powers.length / 9);
  const values = powers.filter((power) => power % step === 0);
  return {
    ...base(theme),
    grid: {left: label, right, top: 6, bottom: 42},
    tooltip: tooltip(theme, ({dataIndex}) => facts(rows[dataIndex])),
    xAxis: quietAxis(theme, {
      type: 'value', min: -reach, max: reach, name: 'B as a multiple of A', nameGap: 26,
      axisLabel: {customValues: values, formatter: (power) => `${2 ** power}×`, hideOverlap: true},
        axisTick: {show: false, customValues: values},
      axisLine: {show: false},
    }),
    yAxis: [
      quietAxis(theme, {
        type: 'category', inverse: true, data: rows.map((_, i) => String(i)), splitLine: {show: false}, axisLine: {show: false},
        axisLabel: {formatter: (i) => rows[i].label, interval: 0, color: theme.text, width: label - 8, overflow: 'truncate',
          hideOverlap: false},
      }),
      quietAxis(theme, {
        type: 'category', inverse: true, data: rows.map((_, i) => String(i)), position: 'right', show: !narrow, axisLine: {show: false},
        axisLabel: {
          formatter: (i) => `${metricText(rows[i].a, rows[i].unit)}  →  ${metricText(rows[i].b, rows[i].unit)}`, interval: 0, margin: 34,
            hideOverlap: false,
        },
      }),
    ],
    series: [{
      type: 'bar', barWidth: 14,
      data: rows.map((row) => {
        const power = Math.log2(row.b / row.a);
        return {
          value: power,
          itemStyle: {color: verdictColour(theme, verdict(row)), borderRadius: power < 0 ? [2, 0, 0, 2] : [0, 2, 2, 0]},
          label: {
            show: true, position: power < 0 ? 'left' : 'right', formatter: times(row.b / row.a),
            ...textStyle(theme, {color: theme.text, fontWeight: 600}), textBorderColor: theme.surface, textBorderWidth: 2,
          },
        };
      }),
      markLine: {
        silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: theme.line, type: 'solid', width: 1}, data: [{xAxis: 0}],
      },
    }],
  };
}

function facts(row) {
  const word = {1: 'better', 0: 'neither better nor worse', [-1]: 'worse'}[verdict(row)];
  return {
    title: shorten(row.label, 80),
    rows: [['A', metricText(row.a, row.unit)], ['B', metricText(row.b, row.unit)], ['B/A', times(row.b / row.a)]],
    note: word,
  };
}
