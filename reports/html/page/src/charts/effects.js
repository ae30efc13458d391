// Which knob matters: how much of each objective's variance an axis explains, alone and with another, and where its
// values take the objective.
import {grouped, percent} from '../format.js';
import {figureAxis} from './figure_axis.js';
import {metricText} from './metric.js';
import {panelGrid} from './panels.js';
import {axis as quietAxis, base, textStyle, tooltip} from './parts.js';

/** Pairs that explain less than this of every objective are left to the table. */
const tellingShare = 0.005;
const mostPairs = 10;

/** Axes and pairs by name with their share of each objective: {names, pairs, objectives, shares[name][objective]}. */
export function shares(document) {
  const effects = document.effects ?? [];
  if (effects.length === 0) return {objectives: [], rows: []};
  const rows = effects[0].main.map((entry, i) => ({name: entry.axis, pair: false, shares: effects.map((e) => e.main[i]?.share ?? null)}));
  const pairs = effects[0].pairs.map((entry, i) => ({
    name: `${entry.a} with ${entry.b}`, pair: true, shares: effects.map((e) => e.pairs[i]?.share ?? null),
  }));
  return {objectives: effects.map(({objective}) => objective), rows: [...rows, ...pairs]};
}

/** What is worth a bar: all axes, and the pairs that explain most. */
export function tellingShares(document) {
  const {objectives, rows} = shares(document);
  const most = (row) => Math.max(0, ...row.shares.map((share) => share ?? 0));
  const pairs = rows
    .filter((row) => row.pair && most(row) >= tellingShare)
    .sort((a, b) => most(b) - most(a))
    .slice(0, mostPairs);
  return {objectives, rows: [...rows.filter((row) => !row.pair), ...pairs]};
}

export function effectRows(document) {
  const {objectives, rows} = tellingShares(document);
  return {
    columns: ['axis', ...objectives],
    rows: rows.map(({name, shares: of}) => [name, ...of]),
  };
}

const labelWidth = (width) => Math.min(250, Math.max(96, width * (width < 560 ? 0.42 : 0.3)));

function effectLayout(document, width) {
  const {objectives, rows} = tellingShares(document);
  const height = Math.max(1, rows.length) * 26;
  const left = labelWidth(width) + 12;
  return panelGrid(objectives.length, {width, least: 110, height, left, right: 48, top: 28, gap: 56, rowGap: 44});
}

export const effectsHeight = (document, width) => effectLayout(document, width).height - 28;

/** A bar an axis or pair, a panel an objective. */
export function effects(table, theme, {width}) {
  const {document} = table;
  const {objectives, rows} = tellingShares(document);
  const {panels} = effectLayout(document, width);
  const names = rows.map((_, i) => String(i));
  const facts = ({seriesIndex, dataIndex}) => ({
    title: rows[dataIndex].name,
    rows: [[table.figure(objectives[seriesIndex])?.label ?? objectives[seriesIndex], percent(rows[dataIndex].shares[seriesIndex])]],
    note: rows[dataIndex].pair ? 'of its variance, beyond what both explain alone' : 'of its variance',
  });
  return {
    ...base(theme),
    title: objectives.map((name, i) => ({
      text: table.figure(name)?.label ?? name, left: panels[i].left, top: panels[i].top - 24, padding: 0,
      textStyle: textStyle(theme, {color: theme.text, fontWeight: 600, width: panels[i].width, overflow: 'truncate'}),
    })),
    tooltip: tooltip(theme, facts),
    grid: panels.map(({left, top, width: w, height}) => ({left, top, width: w, height})),
    xAxis: panels.map((_, i) => ({type: 'value', gridIndex: i, min: 0, max: 1, show: false})),
    yAxis: panels.map((box, i) => quietAxis(theme, {
      type: 'category', gridIndex: i, inverse: true, data: names, splitLine: {show: false},
      axisLine: {lineStyle: {color: theme.grid}},
      axisLabel: {
        show: box.first, interval: 0, width: labelWidth(width), overflow: 'truncate', hideOverlap: false, color: theme.text,
        formatter: (row) => rows[Number(row)].name,
      },
    })),
    series: objectives.map((_, i) => ({
      type: 'bar', xAxisIndex: i, yAxisIndex: i, barWidth: 14, showBackground: false,
      data: rows.map(({shares: of, pair}) => ({
        value: of[i] ?? 0,
        itemStyle: {color: pair ? theme.hue.sky : theme.hue.blue, borderRadius: [0, 2, 2, 0]},
        label: {show: true, position: 'right', ...textStyle(theme, {color: theme.text}),
          formatter: () => (of[i] === null ? 'not known' : percent(of[i]))},
      })),
    })),
  };
}

/** Rows of the pictures of values: objective, axis, value, designs, mean. */
export function mainEffectRows(document) {
  const rows = (document.effects ?? []).flatMap(({objective, logarithm, main}) =>
    main.flatMap(({axis, values}) => (values ?? [])
      .filter(({designs}) => designs > 0)
      .map(({value, designs, mean}) => [objective, axis, value, designs, mean, logarithm ? 'geometric' : 'arithmetic'])));
  return {columns: ['objective', 'axis', 'value', 'designs', 'mean', 'kind of mean'], rows};
}

function mainLayout(count, width) {
  return panelGrid(count, {width, least: 150, most: 370, height: 120, left: 66, top: 28, gap: 16, rowGap: 78});
}

export const mainEffectsHeight = (document, objectives, width) =>
  mainLayout(document.effects?.[0]?.main.length ?? 1, width).height * objectives.length;

/** The mean of each objective at each value of each axis: a row of panels an objective, on one scale. */
export function mainEffects(table, theme, {objectives}, {width}) {
  const parts = objectives.map((name, i) => objectiveRow(table, theme, name, width, i));
  const together = (key) => parts.flatMap((part) => part[key]);
  const facts = ({seriesIndex, dataIndex}) => together('facts')[seriesIndex](dataIndex);
  return {
    ...base(theme), title: together('title'), grid: together('grid'), xAxis: together('xAxis'), yAxis: together('yAxis'),
    series: together('series'), tooltip: tooltip(theme, facts),
  };
}

function objectiveRow(table, theme, name, width, place) {
  const effect = table.document.effects.find(({objective}) => objective === name);
  const figure = table.figure(name) ?? {label: name, unit: ''};
  const {panels, height} = mainLayout(effect.main.length, width);
  const first = place * effect.main.length;
  const numbers = effect.main.flatMap(({values}) => values.filter(({designs}) => designs > 0).map(({mean}) => mean));
  const colour = theme.palette[place % theme.palette.length];
  const shown = panels.map((box) => ({...box, top: box.top + place * height}));
  return {
    title: [{
      text: figure.label, left: shown[0].left, top: shown[0].top - 24, padding: 0,
      textStyle: textStyle(theme, {color: theme.text, fontWeight: 600}),
    }],
    grid: shown.map(({left, top, width: w, height: h}) => ({left, top, width: w, height: h})),
    xAxis: effect.main.map(({values}, i) => quietAxis(theme, {
      type: 'category', gridIndex: first + i, data: values.map((_, at) => String(at)), splitLine: {show: false}, axisLine: {onZero: false},
      name: effect.main[i].axis, nameGap: 26, nameTruncate: {maxWidth: shown[i].width, ellipsis: '…'},
      axisLabel: {formatter: (at) => values[Number(at)].value, hideOverlap: true, width: shown[i].width / Math.max(1, values.length) + 16,
        overflow: 'truncate'},
    })),
    yAxis: effect.main.map((_, i) => figureAxis(theme, figure, numbers,
      {gridIndex: first + i, named: false, axisLabel: {show: shown[i].first}, axisLine: {show: false}})),
    series: effect.main.map(({values}, i) => ({
      type: 'line', xAxisIndex: first + i, yAxisIndex: first + i, data: values.map(({designs, mean}) => (designs > 0 ? mean : null)),
        color: colour, symbol: 'circle', symbolSize: 7,
      lineStyle: {width: 2, color: colour}, itemStyle: {color: colour},
    })),
    facts: effect.main.map(({axis, values, share}) => (at) => ({
      title: `${axis} = ${values[at].value}`,
      rows: [
        [`${figure.label}, ${effect.logarithm ? 'geometric mean' : 'mean'}`, metricText(values[at].mean, figure.unit)],
        ['designs', grouped(values[at].designs)],
        ['variance explained', share === null ? 'not known' : percent(share)],
      ],
    })),
  };
}
