// What every unit does over time, and below it, on the same axis, what the buffers hold.
import {compact, grouped, percent, si} from '../format.js';
import {layerTable, wordIn} from './layers.js';
import {axis, base, inside, slider, tooltip} from './parts.js';
import {counterFacts, counters} from './timeline_counters.js';
import {lanesOf, spanRows, spanSeries, waitColour} from './timeline_spans.js';

const laneHeight = 26;
const counterHeight = 46;
const counterGap = 30;
const top = 8;

/** Where things are, from the top: {tracks, counters: [y], bottom, height}. */
function layout(timeline) {
  const tracks = lanesOf(timeline).length * laneHeight;
  const counters = (timeline.counters ?? []).map((_, i) => top + tracks + 46 + i * (counterHeight + counterGap));
  const end = counters.length ? counters[counters.length - 1] + counterHeight : top + tracks;
  return {tracks, counters, height: end + 66};
}

export const timelineHeight = (timeline) => layout(timeline).height;

/** Cycles as the time that they take. */
export const timeText = ({clock_hz: clock}, cycles) => (clock ? si(cycles / clock, 's') : '');

/** "load 2" begins with the word of its unit. */
function laneName(document, {name, unit}) {
  const said = wordIn(document, 'units', unit);
  return name.startsWith(unit) ? said + name.slice(unit.length) : name;
}

function spanFacts(document, row) {
  const {timeline} = document;
  const [lane, begin, end, layer, busy, state] = row;
  const there = lanesOf(timeline)[lane];
  const length = end - begin;
  const rows = [
    ['cycles', `${grouped(begin)} – ${grouped(end)}`],
    ['length', `${grouped(length)}  ${timeText(timeline, length)}`],
  ];
  if (busy < length) rows.push([state ? 'of it waiting' : 'of it busy', `${grouped(busy)}  ${percent(busy / length)}`]);
  if (state) return {title: laneName(document, there), rows: [[wordIn(document, 'states', state), ''], ...rows]};
  return {title: layerTable(document).name(layer), rows: there.unit === 'layers' ? rows : [[laneName(document, there), ''], ...rows]};
}

/** A mark at the pointer through all axes of time. */
const pointer = (theme) => ({
  link: [{xAxisIndex: 'all'}], triggerTooltip: true, snap: false, lineStyle: {color: theme.muted, type: 'solid', width: 1},
});

/**
 * @param {object} document  of a run with a timeline
 * @param {object} theme
 * @param {{width: number, print?: boolean}} options
 */
export function timeline(document, theme, {width, print = false}) {
  const {timeline: data} = document;
  const layers = layerTable(document);
  const lanes = lanesOf(data);
  const places = layout(data);
  const [left, right] = [width < 600 ? 62 : 84, 14];
  const rows = spanRows(data);
  const below = counters(document, theme, {left, right, tops: places.counters, height: counterHeight});
  const all = below.xs.map((_, i) => i + 1).concat(0);
  return {
    ...base(theme),
    grid: [{left, right, top, height: places.tracks, outerBoundsMode: 'none'}, ...below.grids],
    xAxis: [axis(theme, {
      type: 'value', min: 0, max: data.cycles, axisLabel: {formatter: compact, alignMaxLabel: 'right'}, axisPointer: {show: true, label: {show: false}},
      ...(below.xs.length ? {} : {name: 'cycles', nameGap: 24}),
    }), ...below.xs],
    yAxis: [axis(theme, {
      type: 'category', inverse: true, data: lanes.map((lane) => laneName(document, lane)), axisLine: {show: false},
      axisLabel: {color: theme.text, interval: 0, width: left - 10, overflow: 'truncate'},
      splitLine: {show: true}, axisPointer: {show: false},
    }), ...below.ys],
    axisPointer: pointer(theme),
    tooltip: tooltip(theme, (params) => {
      if (Array.isArray(params)) return counterFacts(document, theme, params[0]?.axisValue ?? 0);
      return params.seriesIndex === 0 ? spanFacts(document, rows[params.dataIndex]) : null;
    }),
    dataZoom: [
      inside({xAxisIndex: all, filterMode: 'none', minValueSpan: 8}),
      ...(print ? [] : [slider(theme, {xAxisIndex: all, filterMode: 'none', left, right, minValueSpan: 8})]),
    ],
    series: [spanSeries(data, theme, {name: layers.name, rows}), ...below.series],
  };
}

/** What colours mean, for the legend. */
export function timelineLegend(document) {
  const {timeline: data} = document;
  const units = [...new Set(data.tracks.map(({unit}) => unit))].filter((unit) => unit !== 'layers');
  const states = [...new Set((data.waits ?? []).flatMap(({spans}) => spans.map(([, , state]) => state)))];
  return [
    ...units.map((unit) => ({group: 'units', key: unit, colour: (theme) => theme.of(unit)})),
    ...states.map((state) => ({group: 'states', key: state, colour: (theme) => waitColour(theme, state)})),
  ];
}
