// What a figure does along axes of the sweep: cycles and utilisation against array and SRAM size. Across goes one axis,
// a line is a value of a second, a panel a value of a third; of designs that differ elsewhere, the best or their mean.
import {axisColours} from './colours.js';
import {figureAxis} from './figure_axis.js';
import {metricText} from './metric.js';
import {panelGrid} from './panels.js';
import {axis as quietAxis, base, legend, textStyle, tooltip} from './parts.js';
import {better} from './sweep_table.js';

const none = {name: '', values: [''], numeric: false};
const panelLimit = 12;

/** Array size across, a line a dataflow, a panel a size of scratchpads, as far as the sweep varies them. */
export function trendChoice(table, figure = 'cycles') {
  const left = [...table.varied];
  const take = (pattern, fits = () => true) => {
    const at = left.findIndex((axis) => pattern.test(axis.name) && fits(axis));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const few = (axis) => axis.values.length <= panelLimit;
  const x = take(/array\.(rows|cols)/) ?? take(/^cim\.array/) ?? take(/./);
  const line = take(/dataflow/) ?? take(/./, few);
  const panel = take(/scratchpad|sram/i, few) ?? take(/./, few);
  const known = table.figure(figure) ? figure : table.figures[0]?.name;
  return {figure: known, x: x?.name ?? '', line: line?.name ?? '', panel: panel?.name ?? '', rest: 'best', workload: table.workloads[0]};
}

/** What there is to draw: [{panel, line, points: [{x, value, designs, row}]}], x by its number, null where nothing is. */
export function trendLines(table, choice) {
  const [x, line, panel] = [choice.x, choice.line, choice.panel].map((name) => table.axis(name) ?? none);
  const cells = new Map();
  const number = (row, axis) => (axis === none ? 0 : table.index(row, axis.name));
  for (const row of table.select(choice)) {
    const value = table.value(row, choice.figure);
    if (value === null) continue;
    const key = `${number(row, panel)} ${number(row, line)} ${number(row, x)}`;
    cells.set(key, [...(cells.get(key) ?? []), row]);
  }
  const {goal} = table.figure(choice.figure);
  const lines = [];
  panel.values.forEach((_, p) => line.values.forEach((_unused, l) => {
    const points = x.values.map((_again, i) => summary(table, cells.get(`${p} ${l} ${i}`) ?? [], choice, goal));
    if (points.some((point) => point)) lines.push({panel: p, line: l, points});
  }));
  return {x, line, panel, lines};
}

/** The best design of a cell, or the cell's mean (geometric where all are above 0). */
function summary(table, rows, {figure, rest}, goal) {
  if (rows.length === 0) return null;
  const values = rows.map((row) => table.value(row, figure));
  const best = values.reduce((b, value, i) => (better(value, values[b], goal) ? i : b), 0);
  if (rest === 'best') return {value: values[best], designs: rows.length, row: rows[best]};
  const positive = values.every((value) => value > 0);
  const mean = values.reduce((sum, value) => sum + (positive ? Math.log(value) : value), 0) / values.length;
  return {value: positive ? Math.exp(mean) : mean, designs: rows.length, row: rows[best]};
}

/** The picture's rows: a row a point. */
export function trendRows(table, choice) {
  const {x, line, panel, lines} = trendLines(table, choice);
  const axes = [x, line, panel].filter((axis) => axis !== none);
  const rows = lines.flatMap((one) => one.points.flatMap((point, i) => (point === null ? [] : [[
    ...axes.map((axis) => axis.values[axis === x ? i : axis === line ? one.line : one.panel]),
    point.value, point.designs, table.cell(point.row, 'design'),
  ]])));
  return {columns: [...axes.map(({name}) => name), choice.figure, 'designs', 'best design'], rows};
}

/** Height that `trend` needs at a width. */
export const trendHeight = (table, choice, width) => layout(table.axis(choice.panel) ?? none, width).height;

function layout({values}, width) {
  return panelGrid(values.length, {
    width, least: values.length === 1 ? 260 : Math.min(210, width - 90), height: values.length === 1 ? 300 : 210, top: 60, rowGap: 72,
  });
}

/** @param {{width: number}} size */
export function trend(table, theme, choice, {width}) {
  const {x, line, panel, lines} = trendLines(table, choice);
  const figure = table.figure(choice.figure);
  const numbers = lines.flatMap(({points}) => points.map((point) => point?.value)).filter((value) => value !== undefined);
  const colours = line === none ? [theme.palette[0]] : axisColours(theme, line);
  const {panels} = layout(panel, width);
  const facts = ({seriesIndex, dataIndex}) => {
    const one = lines[seriesIndex];
    return pointFacts(table, choice, {x, line, panel}, one, dataIndex);
  };
  return {
    ...base(theme),
    title: panels.map((box, i) => ({
      text: panel === none ? '' : `${panel.name} = ${panel.values[i]}`, left: box.left, top: box.top - 24, padding: 0,
      textStyle: textStyle(theme, {color: theme.text, fontWeight: 600, width: box.width, overflow: 'truncate'}),
    })),
    grid: panels.map(({left, top, width: w, height}) => ({left, top, width: w, height})),
    legend: legend(theme, {data: line.values.map((_, l) => String(l)), show: line !== none, formatter: (l) => line.values[Number(l)],
      icon: 'circle', itemWidth: 9, itemHeight: 9, selectedMode: false}),
    tooltip: tooltip(theme, facts),
    xAxis: panels.map((_, i) => quietAxis(theme, {
      type: 'category', gridIndex: i, data: x.values.map((_unused, at) => String(at)), name: x.name, nameGap: 28,
      nameTruncate: {maxWidth: panels[i].width, ellipsis: '…'},
      axisLabel: {formatter: (at) => x.values[Number(at)]}, splitLine: {show: false}, axisLine: {onZero: false},
    })),
    yAxis: panels.map((box, i) => figureAxis(theme, figure, numbers, {
      gridIndex: i, named: false, zero: figure.unit === 'share', axisLabel: {show: box.first}, axisLine: {show: false},
    })),
    series: lines.map((one) => ({
      type: 'line', name: String(one.line), xAxisIndex: one.panel, yAxisIndex: one.panel, color: colours[one.line],
      data: one.points.map((point) => (point === null ? null : point.value)), symbol: 'circle', symbolSize: 7,
      lineStyle: {width: 2, color: colours[one.line]}, itemStyle: {color: colours[one.line]}, emphasis: {scale: 1.5, lineStyle: {width: 2}},
    })),
  };
}

function pointFacts(table, choice, {x, line, panel}, one, at) {
  const figure = table.figure(choice.figure);
  const {value, designs, row} = one.points[at];
  const before = at > 0 ? one.points[at - 1] : null;
  const rows = [[figure.label, metricText(value, figure.unit)]];
  if (before && before.value > 0) rows.push([`against ${x.values[at - 1]}`, `${(value / before.value).toFixed(2)}×`]);
  if (line !== none) rows.push([line.name, line.values[one.line]]);
  if (panel !== none) rows.push([panel.name, panel.values[one.panel]]);
  rows.push([choice.rest === 'best' ? 'best of designs' : 'mean of designs', String(designs)]);
  return {title: `${x.name} = ${x.values[at]}`, rows, note: `best: design ${table.cell(row, 'design')}`};
}

/** The picture in words. */
export function trendWords(table, choice) {
  const figure = table.figure(choice.figure);
  const by = [choice.line && `a line for each ${choice.line}`, choice.panel && `a panel for each ${choice.panel}`].filter(Boolean);
  return `${figure.label} against ${choice.x}${by.length > 0 ? `; ${by.join(', ')}` : ''}; ${choice.rest === 'best' ? 'the best' : 'the mean'} of all designs that differ elsewhere.`;
}
