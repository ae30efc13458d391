// Parallel coordinates: a line a design, through its value on each axis and its objectives, the better the higher.
import {colouring, tellingAxis} from './colours.js';
import {designFacts} from './design_facts.js';
import {tickText} from './metric.js';
import {base, legend, textStyle, tooltip} from './parts.js';
import {scaleOf} from './scale.js';

/** More lines than these cannot be told apart in a still picture. */
const stillLines = 1200;

export const parallelChoice = (table) => ({colour: tellingAxis(table), workload: table.workloads[0]});

/** Designs with all objectives; `still`: those of the front and an even part of the others. */
export function parallelDrawn(table, {workload, filters, picked = null}, still = false) {
  const rows = table
    .select({workload, filters})
    .filter((row) => (picked === null || picked.has(row)) && table.objectives.every(({name}) => table.value(row, name) !== null));
  if (!still || rows.length <= stillLines) return rows;
  const others = rows.filter((row) => !table.front.has(row));
  const step = others.length / Math.max(1, stillLines - (rows.length - others.length));
  const kept = new Set(Array.from({length: Math.floor(others.length / Math.max(step, 1))},
    (_, i) => others[Math.floor(i * Math.max(step, 1))]));
  return rows.filter((row) => table.front.has(row) || kept.has(row));
}

export function parallelRows(table, choice, still = false) {
  return {
    columns: ['design', ...table.varied.map(({name}) => name), ...table.objectives.map(({name}) => name), 'front'],
    rows: parallelDrawn(table, choice, still).map((row) => [
      table.cell(row, 'design'),
      ...table.varied.map(({name}) => table.cell(row, name)),
      ...table.objectives.map(({name}) => table.value(row, name)),
      table.front.has(row) ? 1 : 0,
    ]),
  };
}

/** Narrower than this, axes lie below one another. */
const standing = 600;
const lyingName = 92;

/** Height that `parallel` needs at a width. */
export const parallelHeight = (table, width) =>
  (width < standing ? 62 * (table.varied.length + table.objectives.length) + 60 : 460);

/** Where an axis' name stands and how much room it has: above standing axes, left of lying ones. */
function naming(theme, {count, width, each}) {
  if (width < standing) {
    return (text, dim, inverse) => ({
      name: text, nameLocation: inverse ? 'end' : 'start', nameGap: 10,
      nameTextStyle: textStyle(theme, {color: theme.text}), nameTruncate: {maxWidth: lyingName, ellipsis: '…'},
    });
  }
  const close = each < 130;
  const ends = {0: {align: 'left', padding: [0, 0, 0, -40]}, [count - 1]: {align: 'right', padding: [0, -52, 0, 0]}};
  return (text, dim, inverse) => ({
    // Where axes are close, every other name is a line higher.
    name: text, nameLocation: inverse ? 'start' : 'end', nameGap: 16 + (dim % 2 === 1 && close ? 17 : 0),
    nameTextStyle: textStyle(theme, {color: theme.text, width: close ? 1.6 * each : each, overflow: 'truncate', align: 'center',
      ...ends[dim]}),
  });
}

/** Axes of the sweep, then objectives, the better the higher (lying: the further right). */
function axes(table, theme, rows, size) {
  const name = naming(theme, size);
  const look = {
    z: 20, axisLine: {lineStyle: {color: theme.line}}, axisTick: {show: false},
    areaSelectStyle: {width: 18, color: theme.accent, borderColor: theme.accent, opacity: 0.25, borderWidth: 1},
  };
  const text = {...textStyle(theme), textBorderColor: theme.surface, textBorderWidth: 3};
  return [
    ...table.varied.map((axis, dim) => ({
      dim, ...look, ...name(axis.name, dim, false), type: 'category', data: axis.values.map((_, i) => String(i)),
      axisLabel: {...text, formatter: (i) => axis.values[Number(i)], width: Math.min(size.each, 160), overflow: 'truncate'},
    })),
    ...table.objectives.map((figure, i) => {
      const dim = table.varied.length + i;
      const inverse = figure.goal !== 'max';
      const scale = scaleOf(rows.map((row) => table.value(row, figure.name))) ?? {min: 0, max: 1, ticks: []};
      return {
        dim, ...look, ...name(figure.label, dim, inverse), inverse,
        type: scale.logarithmic ? 'log' : 'value', min: scale.min, max: scale.max, splitLine: {show: false},
        axisLabel: {...text, customValues: scale.ticks, hideOverlap: true, formatter: (value) => tickText(value, figure.unit)},
      };
    }),
  ];
}

/** @param {{width: number, print?: boolean}} size */
export function parallel(table, theme, choice, {width, print = false, still = print}) {
  const rows = parallelDrawn(table, choice, still);
  const colours = colouring(table, theme, choice.colour);
  const groups = colours?.groups ?? [{label: 'designs', key: null, colour: theme.palette[0]}];
  const of = (row) => [
    ...table.varied.map(({name}) => table.index(row, name)), ...table.objectives.map(({name}) => table.value(row, name)), row,
  ];
  const faint = Math.min(0.3, Math.max(0.02, 60 / rows.length));
  // Of a long front each line is thin, so that bundles show.
  const [strong, wide] = rows.filter((row) => table.front.has(row)).length > 60 ? [0.45, 1.1] : [0.95, 2];
  const member = (row, key) => key === null || table.index(row, choice.colour) === key;
  const lines = (front) => groups.map(({label, key, colour}) => ({
    type: 'parallel', name: label, color: colour, smooth: false, z: front ? 3 : 2,
    progressive: 500, progressiveThreshold: 3000,
    lineStyle: {color: colour, width: front ? wide : 1, opacity: front ? strong : faint},
    inactiveOpacity: front ? 0.06 : 0.01, activeOpacity: front ? strong : Math.max(faint, 0.2),
    emphasis: {lineStyle: {width: 3, opacity: 1}},
    data: rows.filter((row) => table.front.has(row) === front && member(row, key)).map(of),
  }));
  const count = table.varied.length + table.objectives.length;
  const lying = width < standing;
  const each = lying ? (width - lyingName) / 4 : Math.max(40, (width - 100) / Math.max(1, count - 1) - 12);
  return {
    ...base(theme),
    legend: legend(theme, {data: groups.map(({label}) => label), icon: 'roundRect', itemHeight: 3, itemWidth: 16, selectedMode: false}),
    tooltip: tooltip(theme, ({value}) => designFacts(table, value[value.length - 1])),
    parallel: lying ? {layout: 'vertical', left: lyingName + 22, right: 30, top: 56, bottom: 30}
      : {left: 48, right: 60, top: each < 130 ? 94 : 74, bottom: 24},
    parallelAxis: axes(table, theme, rows, {count, width, each}),
    series: [...lines(false), ...lines(true)],
  };
}

export function parallelWords(table, choice) {
  const rows = parallelDrawn(table, choice);
  return `A line for each of ${rows.length} designs, through ${table.varied.map(({name}) => name).join(', ')}, and ${table.objectives
    .map(({label}) => label)
    .join(', ')}; objectives have their best at the top.`;
}
