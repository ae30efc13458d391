// Stacked bars of layers: lying, with names beside them, as long as there is room for names; standing and zoomable when
// there are more.
import {axis, base, inside, legend, roomForNames, slider, textStyle, tooltip} from './parts.js';
import {shortenMiddle} from '../format.js';

/** More layers than this stand. */
export const mostLying = 40;

const rowHeight = 24;

/** Height of the chart in pixels. */
export const stackedHeight = (count) => (count > mostLying ? 360 : count * rowHeight + 64);

function series(data, theme, lying) {
  return data.series.map(({name, thing, values}) => ({
    type: 'bar', name, stack: 'all', data: values, barCategoryGap: lying ? '26%' : data.names.length > 300 ? '0%' : '12%',
    itemStyle: {color: theme.of(thing)}, emphasis: {disabled: true}, large: false,
  }));
}

/** So many that some are named: lying, they take less room than all of them slanted. */
const crowded = ({names}) => names.length > 80;

const sumOf = (data, i) => data.series.reduce((sum, {values}) => sum + values[i], 0);
const largest = (data) => data.names.reduce((most, _, i) => Math.max(most, sumOf(data, i)), 0);

/** A series of nothing whose label is the sum of the bar. */
function sums(data, theme) {
  const totals = data.names.map((_, i) => sumOf(data, i));
  return {
    type: 'bar', name: 'sum', stack: 'all', data: totals.map(() => 0), silent: true, tooltip: {show: false},
    label: {
      show: true, position: 'right', distance: 6, ...textStyle(theme, {color: theme.text, fontSize: 11}),
      formatter: ({dataIndex}) => data.sumText?.(dataIndex) ?? data.format(totals[dataIndex]),
    },
  };
}

/**
 * @param {object} data
 * @param {string[]} data.names  of bars
 * @param {{name: string, thing: string, values: number[]}[]} data.series  `name` as the reader sees it
 * @param {string} data.axis  what the axis measures, with its unit
 * @param {(value: number) => string} data.format  of values in tooltips
 * @param {(value: number) => string} data.tick  of values at the axis
 * @param {number} [data.most]  end of the axis
 * @param {(largest: number) => number} [data.interval]  between ticks
 * @param {(i: number) => string} [data.sumText]  at the end of a bar
 * @param {(i: number) => {title: string, rows: [string, string, string?][], note?: string}} data.facts
 * @param {object} theme
 * @param {{width: number, legend?: boolean, print?: boolean}} options
 */
export function stacked(data, theme, {width, legend: withLegend = false, print = false}) {
  const lying = data.names.length <= mostLying;
  const nameWidth = roomForNames(data.names, width);
  const top = withLegend ? 40 : 8;
  const names = axis(theme, {
    type: 'category', data: data.names.map((name) => shortenMiddle(name, 48)), axisTick: {show: false}, splitLine: {show: false},
    inverse: lying,
    axisLabel: lying ? {interval: 0, color: theme.text, width: nameWidth, overflow: 'truncate'}
      : {rotate: crowded(data) ? 0 : 45, formatter: (name) => shortenMiddle(name, 14), color: theme.text, fontSize: 11},
    axisLine: {show: !lying},
  });
  const values = axis(theme, {
    type: 'value', name: data.axis, nameGap: lying ? 28 : 12, nameLocation: lying ? 'middle' : 'end',
    nameTextStyle: lying ? {} : {align: 'left', padding: [0, 0, 0, -40]}, max: data.most, interval: data.interval?.(largest(data)),
    axisLabel: {formatter: data.tick}, axisLine: {show: false},
  });
  return {
    ...base(theme),
    grid: lying ? {left: nameWidth + 12, right: 76, top, bottom: 46} : {left: 56, right: 12, top: top + 22, bottom: crowded(data) ? 58 : 96},
    xAxis: lying ? values : names,
    yAxis: lying ? names : values,
    ...(withLegend ? {legend: legend(theme, {data: data.series.map(({name}) => name)})} : {}),
    tooltip: tooltip(theme, (params) => data.facts((Array.isArray(params) ? params[0] : params).dataIndex), {
      trigger: 'axis', axisPointer: {type: 'shadow', shadowStyle: {color: `${theme.muted}22`}},
    }),
    ...(lying ? {} : {dataZoom: [
      inside({xAxisIndex: 0}),
      ...(print ? [] : [slider(theme, {xAxisIndex: 0, left: 56, right: 12})]),
    ]}),
    series: [...series(data, theme, lying), ...(lying ? [sums(data, theme)] : [])],
  };
}
