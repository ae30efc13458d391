// A figure over a parameter, or over layers: points joined by lines, a line for each of what is told apart.
import {shorten, shortenMiddle, significant, tickText} from '../format.js';
import {axis, base, inside, legend, slider, tooltip} from './parts.js';

/**
 * @param {object} data
 * @param {string} data.x  what the axis below measures
 * @param {string} data.y  what the other measures, with its unit
 * @param {string[]} [data.names]  of the axis below, where it is no measure
 * @param {(value: number) => string} data.format  of values
 * @param {(value: number) => string} [data.tick]  of values at the axis, whose unit `y` says
 * @param {{name: string, points: [number, number][], facts?: [string, string][][]}[]} data.series  of points: x (a number,
 *   or that of a name) and y; further facts of each
 * @param {object} theme
 * @param {{width: number, legend?: boolean}} options
 */
export function lines(data, theme, {width, legend: withLegend = false}) {
  const many = (data.names?.length ?? 0) > 40;
  const rotated = data.names && data.names.length * 70 > width;
  const bottom = (rotated ? 84 : 46) + (many ? 26 : 0);
  return {
    ...base(theme),
    grid: {left: 58, right: 18, top: withLegend ? 64 : 34, bottom, outerBoundsMode: 'none'},
    ...(withLegend ? {legend: legend(theme, {data: data.series.map(({name}) => name)})} : {}),
    xAxis: data.names
      ? axis(theme, {type: 'category', data: data.names.map((name) => shorten(name, 60)), splitLine: {show: false}, boundaryGap: true,
        axisLabel: {color: theme.text, rotate: rotated ? 40 : 0, formatter: (name) => shortenMiddle(name, 16)}})
      : axis(theme, {type: 'value', name: data.x, nameGap: 28, scale: true, axisLabel: {formatter: tickText}}),
    yAxis: axis(theme, {type: 'value', name: data.y, nameLocation: 'end', nameGap: 12, scale: true,
      nameTextStyle: {align: 'left', padding: [0, 0, 0, -46]}, axisLabel: {formatter: data.tick ?? data.format}, axisLine: {show: false}}),
    tooltip: tooltip(theme, ({seriesIndex, dataIndex}) => lineFacts(data, theme, seriesIndex, dataIndex)),
    ...(many ? {dataZoom: [inside({xAxisIndex: 0}),
      slider(theme, {xAxisIndex: 0, left: 58, right: 18})]} : {}),
    series: data.series.map(({name, points}, i) => ({
      type: 'line', name, data: points, symbol: 'circle', symbolSize: points.length > 200 ? 4 : 8, showAllSymbol: true,
      color: lineColour(theme, i), lineStyle: {width: 1.6, type: i >= theme.palette.length ? 'dashed' : 'solid'},
      emphasis: {focus: 'none', scale: 1.4},
    })),
  };
}

export const lineColour = (theme, i) => theme.palette[i % theme.palette.length];

/** What is said of a point. */
export function lineFacts(data, theme, seriesIndex, dataIndex) {
  const {name, points, facts} = data.series[seriesIndex];
  const [x, y] = points[dataIndex];
  return {
    title: data.names ? data.names[x] : name,
    rows: [
      [data.names ? name : data.y, data.format(y), lineColour(theme, seriesIndex)],
      ...(data.names ? [] : [[data.x, significant(x)]]), ...(facts?.[dataIndex] ?? []),
    ],
  };
}
