// Accuracy beside time: error and latency of each layer of a run on codes.
import {percent, si} from '../format.js';
import {base, textStyle, tooltip} from './parts.js';
import {figureAxis} from './figure_axis.js';
import {layerTable} from './layers.js';
import {lines} from './lines.js';
import {metricText} from './metric.js';
import {stacked} from './stacked.js';

/** Seconds of each layer that takes cycles: [{name, seconds}] in order of execution. */
export function latencies(document) {
  const clock = document.summary?.clock_hz;
  if (!clock || !document.stack) return [];
  const layers = layerTable(document);
  return document.stack.rows.map(({layer, cycles}) => ({name: layers.name(layer), seconds: cycles.reduce((a, b) => a + b, 0) / clock}));
}

/** Rows of the accuracy by layer as objects by column name. "conv1 +bn1" is the layer conv1. */
export function errors(document) {
  const {columns, rows} = document.accuracy ?? {columns: [], rows: []};
  return rows.map((row) => {
    const entry = Object.fromEntries(columns.map(({name}, i) => [name, row[i]]));
    return {...entry, name: String(entry.layer ?? ''), bare: String(entry.layer ?? '').split(' ')[0]};
  });
}

const number = (value) => typeof value === 'number' && Number.isFinite(value);

/** Signal over quantisation noise of each layer, and of each alone. */
export function accuracyRows(document) {
  return {columns: ['layer', 'sqnr_db', 'alone_db'],
    rows: errors(document).filter((e) => number(e.sqnr_db)).map((e) => [e.name, e.sqnr_db, e.alone_db ?? null])};
}

export function accuracyChart(document, theme, size) {
  const {rows} = accuracyRows(document);
  const label = (name) => document.accuracy.columns.find((column) => column.name === name)?.label ?? name;
  const series = [['sqnr_db', 1], ['alone_db', 2]]
    .map(([name, at]) => ({name: label(name), points: rows.map((row, i) => [i, row[at]]).filter(([, value]) => number(value))}))
    .filter(({points}) => points.length > 0);
  return lines({x: 'layer', y: 'SQNR, dB', names: rows.map(([name]) => name), format: (value) => metricText(value, 'dB'), series}, theme,
    {...size, legend: true});
}

export const latencyRows = (document) => ({columns: ['layer', 'latency_s'],
  rows: latencies(document).map(({name, seconds}) => [name, seconds])});

export function latencyChart(document, theme, size) {
  const all = latencies(document);
  const whole = all.reduce((sum, {seconds}) => sum + seconds, 0);
  const text = (value) => si(value, 's');
  return stacked({
    names: all.map(({name}) => name), series: [{name: 'latency', thing: 'compute', values: all.map(({seconds}) => seconds)}],
    axis: 'latency', format: text, tick: (value) => (value === 0 ? '0' : text(value).replace(/\.0+(?=\D)/, '')),
    facts: (i) => ({title: all[i].name, rows: [['latency', text(all[i].seconds)]], note: `${percent(all[i].seconds / whole)} of the run`}),
  }, theme, size);
}

/** Layers that have both. */
export function accuracyLatencyRows(document) {
  const seconds = new Map(latencies(document).map(({name, seconds: s}) => [name, s]));
  const rows = errors(document).filter((e) => number(e.sqnr_db) && seconds.has(e.bare)).map((e) => [e.bare, seconds.get(e.bare), e.sqnr_db]);
  return {columns: ['layer', 'latency_s', 'sqnr_db'], rows};
}

export function accuracyLatencyChart(document, theme) {
  const {rows} = accuracyLatencyRows(document);
  const axes = [{label: 'latency of the layer', unit: 's', goal: 'min'}, {label: 'SQNR', unit: 'dB', goal: 'max'}];
  const many = rows.length > 40;
  return {
    ...base(theme),
    grid: {left: 8, right: 60, top: 12, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all'},
    tooltip: tooltip(theme, ({dataIndex}) => ({title: rows[dataIndex][0],
      rows: [['latency', si(rows[dataIndex][1], 's')], ['SQNR', metricText(rows[dataIndex][2], 'dB')]]})),
    xAxis: figureAxis(theme, axes[0], rows.map((row) => row[1]), {nameGap: 28}),
    yAxis: figureAxis(theme, axes[1], rows.map((row) => row[2]), {nameGap: 44}),
    series: [{
      type: 'scatter', symbolSize: many ? 6 : 10, itemStyle: {color: theme.hue.blue, opacity: 0.8}, data: rows.map(([, x, y]) => [x, y]),
      label: {show: !many, position: 'right', formatter: ({dataIndex}) => rows[dataIndex][0], ...textStyle(theme, {color: theme.text})},
      labelLayout: {hideOverlap: true},
    }],
  };
}

/** How values of each layer are spread about the real ones. */
export function errorRows(document) {
  return {
    columns: ['layer', 'within_one_step', 'further', 'clipped', 'worst_steps'],
    rows: errors(document).filter((e) => number(e.within_one_step)).map((e) => [e.name, e.within_one_step, 1 - e.within_one_step,
      e.clipped ?? null, e.worst_steps ?? null]),
  };
}

export function errorChart(document, theme, size) {
  const {rows} = errorRows(document);
  const option = stacked({
    names: rows.map(([name]) => name),
    series: [
      {name: 'within one step', thing: 'compute', values: rows.map((row) => row[1])},
      {name: 'further', thing: 'dram', values: rows.map((row) => row[2])},
    ],
    axis: 'share of values; beside: the largest error in steps', format: percent, tick: (value) => `${Math.round(value * 100)}%`, most: 1,
    sumText: (i) => (number(rows[i][4]) ? rows[i][4].toFixed(1) : ''),
    facts: (i) => ({title: rows[i][0], rows: [['within one step', percent(rows[i][1])], ['further', percent(rows[i][2])],
      ['largest error', `${rows[i][4]} steps`]]}),
  }, theme, {...size, legend: true});
  return option;
}
