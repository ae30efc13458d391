// Each layer under the machine's roofline: MACs a cycle over MACs a byte of DRAM, both logarithmic.
import {grouped, percent, shortenMiddle, significant, tickText} from '../format.js';
import {axis, base, textStyle, tooltip} from './parts.js';
import {layerTable, wordIn} from './layers.js';

/** Bounds that occur, in a fixed order. */
export function boundsOf({roofline}) {
  const there = new Set(roofline.points.map(({bound}) => bound));
  return ['compute', 'dram', 'sram', 'vector'].filter((bound) => there.has(bound));
}

const decade = (value, up) => 10 ** (up ? Math.ceil(Math.log10(value)) : Math.floor(Math.log10(value)));
/** 1, 2 or 5 times a power of ten, so that axes do not begin a decade before the first point. */
function nice(value, up) {
  const unit = decade(value, false);
  const steps = [1, 2, 5, 10].map((step) => step * unit);
  return up ? steps.find((step) => step >= value * 1.001) : steps.filter((step) => step <= value * 0.999).pop() ?? unit;
}

/** What both axes have to show: all points, the ridge, and the roof a bit beyond. */
function extent({points, peak_macs_per_cycle: peak, ridge}) {
  const xs = points.map(({intensity}) => intensity).concat(ridge ?? []);
  const ys = points.map(({macs_per_cycle: rate}) => rate);
  return {
    left: nice(Math.min(...xs) / 1.6, false), right: nice(Math.max(...xs) * 1.6, true),
    bottom: nice(Math.min(...ys, peak / 10) / 1.3, false), top: nice(peak * 1.5, true),
  };
}

/** Corners of the roof within the axes. */
function roofLine({peak_macs_per_cycle: peak, dram_bytes_per_cycle: rate}, {left, right, bottom}) {
  if (!rate) return [[left, peak], [right, peak]];
  const start = Math.max(left, bottom / rate);
  return peak / rate > start ? [[start, start * rate], [peak / rate, peak], [right, peak]] : [[left, peak], [right, peak]];
}

/** Points whose names are written beside them: those that take most cycles, if that is worth a name. */
function named(points, cycles, {most, whole}) {
  const order = points.map((_, i) => i).filter((i) => cycles(points[i].layer) > 0.01 * whole)
    .sort((a, b) => cycles(points[b].layer) - cycles(points[a].layer));
  return new Set(order.slice(0, most));
}

function pointSeries(document, theme, {bound, layers, cycles, whole, labelled}) {
  const many = document.roofline.points.length > 200;
  return {
    type: 'scatter', name: wordIn(document, 'bottlenecks', bound), z: 4,
    data: document.roofline.points.map((point, i) => ({point, i})).filter(({point}) => point.bound === bound).map(({point, i}) => ({
      value: [point.intensity, point.macs_per_cycle, i],
      // The area of a point is its share of the cycles.
      symbolSize: (many ? 4 : 7) + 33 * Math.sqrt(cycles(point.layer) / whole),
      label: {show: labelled.has(i)},
    })),
    itemStyle: {color: `${theme.of(bound)}cc`, borderColor: theme.surface, borderWidth: many ? 0.75 : 1.5},
    emphasis: {itemStyle: {color: theme.of(bound), borderColor: theme.mark}, scale: false},
    label: {
      // Below: the roof is above those that are near it.
      position: 'bottom', distance: 4, ...textStyle(theme, {color: theme.text, fontSize: 11}),
      textBorderColor: theme.surface, textBorderWidth: 2.5,
      formatter: ({data}) => shortenMiddle(layers.name(document.roofline.points[data.value[2]].layer), 22),
    },
    labelLayout: {hideOverlap: true},
  };
}

/** What is said of a point. */
export function pointFacts(document, point) {
  const layers = layerTable(document);
  const {peak_macs_per_cycle: peak} = document.roofline;
  const rows = [
    [wordIn(document, 'figures', 'intensity'), `${significant(point.intensity)} MAC/B`],
    ...(point.best_intensity ? [['if each byte moved once', `${significant(point.best_intensity)} MAC/B`]] : []),
    ['MACs a cycle', `${significant(point.macs_per_cycle)}  ${percent(point.macs_per_cycle / peak)} of peak`],
    ['cycles', grouped(layers.cell(point.layer, 'total_cycles') ?? NaN)],
    ['bound by', wordIn(document, 'bottlenecks', point.bound)],
  ];
  const [m, k, n] = ['m', 'k', 'n'].map((name) => layers.cell(point.layer, name));
  return {title: layers.name(point.layer), rows, note: m ? `GEMM ${grouped(m)} × ${grouped(k)} × ${grouped(n)} (M × K × N)` : undefined};
}

function lines(document, theme, box) {
  const {peak_macs_per_cycle: peak, dram_bytes_per_cycle: rate, ridge} = document.roofline;
  const roof = roofLine(document.roofline, box);
  const note = textStyle(theme, {fontSize: 11, color: theme.muted});
  const series = [{
    type: 'line', name: 'roof', data: roof, symbol: 'none', silent: true, z: 2, tooltip: {show: false},
    lineStyle: {color: theme.mark, width: 2},
    areaStyle: {color: theme.mark, opacity: 0.04, origin: 'start'},
  }, {
    type: 'scatter', name: 'peak', silent: true, symbolSize: 0, tooltip: {show: false}, z: 3,
    data: [{value: [box.right, peak]}],
    label: {show: true, position: [-8, -18], align: 'right', ...note, formatter: `peak ${tickText(peak)} MACs a cycle`},
  }];
  if (rate && roof.length === 3) {
    series[0].markLine = {
      symbol: 'none', silent: true, animation: false, data: [{xAxis: ridge ?? peak / rate}],
      lineStyle: {color: theme.muted, type: [3, 4], width: 1},
      label: {position: 'insideEndBottom', rotate: 0, align: 'left', distance: [6, 4], show: false},
    };
    const at = [Math.sqrt(roof[0][0] * roof[1][0]), Math.sqrt(roof[0][1] * roof[1][1])];
    series.push({
      type: 'scatter', name: 'marks', silent: true, symbolSize: 0, tooltip: {show: false}, z: 3,
      data: [
        {value: at, label: {position: [-10, -12], align: 'right', formatter: `DRAM ${tickText(rate)} B a cycle`}},
        {value: [ridge ?? peak / rate, box.bottom], label: {position: [6, -18], align: 'left', formatter: `ridge ${tickText(ridge ?? peak / rate)} MAC/B`}},
      ],
      label: {show: true, ...note},
    });
  }
  return series;
}

/**
 * @param {object} document  of a run
 * @param {object} theme
 * @param {{width: number, legend?: boolean}} options
 */
export function roofline(document, theme, {width, legend: withLegend = false}) {
  const {points} = document.roofline;
  const layers = layerTable(document);
  const cycles = (i) => layers.cell(i, 'total_cycles') ?? 0;
  const whole = points.reduce((sum, {layer}) => sum + cycles(layer), 0) || 1;
  const box = extent(document.roofline);
  const labelled = named(points, cycles, {most: width < 600 ? 4 : 10, whole});
  const bounds = boundsOf(document);
  const tick = {formatter: tickText};
  return {
    ...base(theme),
    grid: {left: 58, right: 20, top: withLegend ? 36 : 14, bottom: 48},
    ...(withLegend ? {legend: {top: 0, left: 58, data: bounds.map((b) => wordIn(document, 'bottlenecks', b)), textStyle: textStyle(theme)}} : {}),
    xAxis: axis(theme, {type: 'log', name: 'intensity, MACs per byte of DRAM', nameGap: 28, min: box.left, max: box.right, axisLabel: tick}),
    yAxis: axis(theme, {type: 'log', name: 'MACs a cycle', nameGap: 42, min: box.bottom, max: box.top, axisLabel: tick}),
    tooltip: tooltip(theme, ({data}) => pointFacts(document, points[data.value[2]])),
    series: [
      ...bounds.map((bound) => pointSeries(document, theme, {bound, layers, cycles, whole, labelled})),
      ...lines(document, theme, box),
    ],
  };
}
