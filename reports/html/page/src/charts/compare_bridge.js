// From A to B: what each cause takes away or adds on the way from A's total to B's.
import {differenceText, metricText, tickText} from './metric.js';
import {axis as quietAxis, base, textStyle, tooltip} from './parts.js';
import {linearTicks} from './scale.js';
import {verdictColour} from './compare_totals.js';

/** @typedef {{key: 'cycle_stack'|'components', group: string, unit: string, label: string}} Bridge */

/** @type {Record<string, Bridge>} */
export const bridges = {
  cycles: {key: 'cycle_stack', group: 'causes', unit: 'cycles', label: 'cycles'},
  energy: {key: 'components', group: 'components', unit: 'pJ', label: 'energy'},
};

/** Parts that differ, with what they begin and end at on the way from A's total to B's. */
export function bridgeSteps(document, {key}) {
  const parts = (document[key] ?? []).map((part) => ({...part, a: part.a ?? 0, b: part.b ?? 0}));
  let level = parts.reduce((sum, {a}) => sum + a, 0);
  return parts.filter(({a, b}) => a !== b).map(({name, a, b}) => {
    const from = level;
    level += b - a;
    return {name, a, b, from, to: level};
  });
}

export function bridgeRows(document, bridge) {
  return {columns: [bridge.group === 'causes' ? 'cause' : 'component', 'a', 'b', 'difference'],
    rows: bridgeSteps(document, bridge).map(({name, a, b}) => [name, a, b, b - a])};
}

export const bridgeHeight = (document, bridge) => (bridgeSteps(document, bridge).length + 2) * 30 + 48;

/** @param {Bridge} bridge */
export function compareBridge(document, theme, bridge, {width}) {
  const steps = bridgeSteps(document, bridge);
  const word = (name) => document.words?.[bridge.group]?.[name]?.label ?? name;
  const [a, b] = ['a', 'b'].map((run) => (document[bridge.key] ?? []).reduce((sum, part) => sum + (part[run] ?? 0), 0));
  const bars = [
    {label: 'A', low: 0, high: a, text: metricText(a, bridge.unit), colour: theme.hue.grey},
    ...steps.map((step) => ({
      label: word(step.name), low: Math.min(step.from, step.to), high: Math.max(step.from, step.to), step,
      text: differenceText(step.b - step.a, bridge.unit), colour: verdictColour(theme, Math.sign(step.a - step.b)),
        thing: theme.of(step.name),
    })),
    {label: 'B', low: 0, high: b, text: metricText(b, bridge.unit), colour: theme.hue.grey},
  ];
  const end = Math.max(...bars.map(({high}) => high)) * (width < 560 ? 1.3 : 1.14);
  const ticks = linearTicks(0, end, width < 560 ? 3 : 6);
  const left = width < 560 ? 108 : 150;
  return {
    ...base(theme),
    grid: {left, right: 24, top: 6, bottom: 42},
    tooltip: tooltip(theme, ({dataIndex}) => facts(bars[dataIndex], bridge, [a, b])),
    xAxis: quietAxis(theme, {
      type: 'value', min: 0, max: end, name: bridge.label, nameGap: 26, axisLine: {show: false},
      axisLabel: {customValues: ticks, formatter: (value) => tickText(value, bridge.unit)}, axisTick: {show: false, customValues: ticks},
    }),
    yAxis: quietAxis(theme, {
      type: 'category', inverse: true, data: bars.map((_, i) => String(i)), splitLine: {show: false}, axisLine: {show: false},
      axisLabel: {
        formatter: (i) => (bars[i].thing ? bars[i].label : `{whole|${bars[i].label}}`), interval: 0, color: theme.text, width: left - 12,
        overflow: 'truncate', hideOverlap: false, rich: {whole: {color: theme.text, fontWeight: 700}},
      },
    }),
    series: [
      {type: 'bar', stack: 'way', silent: true, itemStyle: {color: 'transparent'}, data: bars.map(({low}) => low), tooltip: {show: false}},
      {
        type: 'bar', stack: 'way', barWidth: 14,
        data: bars.map(({low, high, colour, text}) => ({
          value: high - low, itemStyle: {color: colour, borderRadius: 2},
          label: {show: true, position: 'right', formatter: text, ...textStyle(theme, {color: theme.text})},
        })),
      },
    ],
  };
}

function facts(bar, {unit, label}, [a, b]) {
  if (!bar.step) return {title: bar.label, rows: [[label, bar.text]]};
  const {step} = bar;
  const share = (part, whole) => (whole > 0 ? `  ${((100 * part) / whole).toFixed(1)}%` : '');
  return {
    title: bar.label,
    rows: [
      ['A', metricText(step.a, unit) + share(step.a, a)], ['B', metricText(step.b, unit) + share(step.b, b)],
      ['B − A', bar.text],
    ],
  };
}
