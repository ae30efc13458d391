// Pareto scatter: a point a design in two figures, the front that they have, and the knee.
import {colouring, tellingAxis} from './colours.js';
import {designFacts} from './design_facts.js';
import {figureAxis} from './figure_axis.js';
import {base, legend, textStyle, tooltip} from './parts.js';
import {frontOfTwo} from './sweep_table.js';

/** What is shown unless something else is chosen: the first two objectives, coloured by what explains most. */
export function paretoChoice(table) {
  const names = table.figures.map(({name}) => name);
  return {x: names[0], y: names[1] ?? names[0], colour: tellingAxis(table), workload: table.workloads[0]};
}

/** The picture's rows: {columns, rows}, a row a point, in the order of designs. */
export function paretoRows(table, choice) {
  const points = drawn(table, choice);
  const columns = ['design', 'workload', 'detail', ...table.axes.map(({name}) => name), choice.x, choice.y, 'front', 'knee'];
  const rows = points.map((row) => [
    table.cell(row, 'design'), table.cell(row, 'workload'), table.cell(row, 'detail'),
    ...table.axes.map(({name}) => table.cell(row, name)),
    table.value(row, choice.x), table.value(row, choice.y),
    table.front.has(row) ? 1 : 0, table.front.get(row)?.knee ? 1 : 0,
  ]);
  return {columns, rows};
}

/** Rows that have both figures, `picked` ones alone where those are asked for. */
export function drawn(table, {x, y, workload, filters, picked = null}) {
  return table
    .select({workload, filters})
    .filter((row) => (picked === null || picked.has(row)) && table.value(row, x) !== null && table.value(row, y) !== null);
}

/**
 * @param {{x: string, y: string, colour: string, workload?: string, filters?: object}} choice
 * @param {number|null} chosen  a row that is ringed
 */
export function pareto(table, theme, choice, chosen = null) {
  const rows = drawn(table, choice);
  const at = (row) => [table.value(row, choice.x), table.value(row, choice.y), row];
  const colours = colouring(table, theme, choice.colour);
  const groups = colours?.groups ?? [{label: 'designs', key: null, colour: theme.palette[0]}];
  const dense = rows.length > 2000;
  const series = groups.map(({label, key, colour}) => ({
    type: 'scatter', name: label, color: colour, symbol: 'circle', z: 2, large: dense, largeThreshold: 1,
    data: rows.filter((row) => !table.front.has(row) && (key === null || table.index(row, choice.colour) === key)).map(at),
    symbolSize: dense ? 4 : 8,
    itemStyle: {color: colour, opacity: dense ? 0.5 : 0.75},
    emphasis: {scale: dense ? 2 : 1.4, itemStyle: {opacity: 1}},
  }));
  return {
    ...base(theme),
    grid: {left: 8, right: 20, top: 40, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all'},
    legend: legend(theme, {data: groups.map(({label}) => label), icon: 'circle', itemWidth: 9, itemHeight: 9, selectedMode: false}),
    tooltip: tooltip(theme, ({value}) => designFacts(table, value[2], [choice.x, choice.y])),
    xAxis: figureAxis(theme, table.figure(choice.x), rows.map((row) => table.value(row, choice.x)), {nameGap: 28}),
    yAxis: figureAxis(theme, table.figure(choice.y), rows.map((row) => table.value(row, choice.y)), {nameGap: 52}),
    series: [...series, stairs(table, theme, choice, rows), frontSeries(table, theme, choice, rows, colours),
      ring(table, theme, choice, chosen)],
  };
}

/** The front of these two figures, as the border of what can be had. */
function stairs(table, theme, choice, rows) {
  const front = frontOfTwo(table, rows, choice.x, choice.y);
  return {
    type: 'line', name: 'front of these two', step: 'end', silent: true, symbol: 'none', z: 1, tooltip: {show: false},
    lineStyle: {color: theme.muted, width: 1.2, type: 'solid'},
    data: front.map((row) => [table.value(row, choice.x), table.value(row, choice.y), row]),
  };
}

/** Designs on the front of all objectives, above the others, and the knee by name. */
function frontSeries(table, theme, choice, rows, colours) {
  const colour = (row) => colours?.groups.find(({key}) => key === table.index(row, choice.colour))?.colour ?? theme.palette[0];
  const small = rows.length > 2000;
  return {
    type: 'scatter', name: 'on the front', z: 4, cursor: 'pointer',
    data: rows
      .filter((row) => table.front.has(row))
      .map((row) => {
        const {knee} = table.front.get(row);
        return {
          value: [table.value(row, choice.x), table.value(row, choice.y), row],
          symbol: knee ? 'diamond' : 'circle',
          symbolSize: knee ? 17 : small ? 6 : 12,
          itemStyle: {color: colour(row), borderColor: theme.mark, borderWidth: knee ? 2 : small ? 0.8 : 1.5},
          label: {
            show: knee, formatter: 'knee', position: 'right', distance: 7,
            ...textStyle(theme, {color: theme.text, fontWeight: 600}), textBorderColor: theme.surface, textBorderWidth: 3,
          },
        };
      }),
  };
}

/** The chosen design's ring: a series with an id, so that it can move without the others being drawn anew. */
export function ring(table, theme, choice, chosen) {
  const value = chosen === null ? [] : [table.value(chosen, choice.x), table.value(chosen, choice.y), chosen];
  const shown = value.length > 0 && value[0] !== null && value[1] !== null;
  return {
    type: 'scatter', name: 'chosen', id: 'chosen', silent: true, z: 6, symbol: 'circle', symbolSize: 22,
    tooltip: {show: false}, data: shown ? [value] : [],
    itemStyle: {color: 'transparent', borderColor: theme.accent, borderWidth: 3},
  };
}

/** The picture in words. */
export function paretoWords(table, choice, rows = drawn(table, choice)) {
  const [x, y] = [table.figure(choice.x), table.figure(choice.y)];
  const onFront = rows.filter((row) => table.front.has(row)).length;
  return `Scatter of ${rows.length} designs: ${x.label} across, ${y.label} upwards; ${onFront} of them are on the front of all objectives.`;
}
