// Spans of the timeline as rectangles: what a unit does above, in the colour of the unit, what it waits for as a thin
// strip below.
import {shortenMiddle} from '../format.js';
import {textStyle} from './parts.js';

/** Columns of a span's row. */
const LANE = 0, BEGIN = 1, END = 2, LAYER = 3, BUSY = 4, WAIT = 5;

/** Lanes from top to bottom: {name, unit}; a unit's waits belong to its first lane. */
export const lanesOf = ({tracks}) => tracks.map(({name, unit}) => ({name, unit}));

/**
 * Rows of all spans: lane, begin, end, layer, cycles that are covered, state waited in or ''.
 * @param {object} timeline
 */
export function spanRows(timeline) {
  const lanes = lanesOf(timeline);
  const rows = [];
  timeline.tracks.forEach(({spans}, lane) => {
    for (const [begin, end, layer, busy] of spans) rows.push([lane, begin, end, layer, busy ?? end - begin, '']);
  });
  for (const {unit, spans} of timeline.waits ?? []) {
    const lane = Math.max(0, lanes.findIndex((it) => it.unit === unit));
    for (const [begin, end, state, waited] of spans) rows.push([lane, begin, end, -1, waited ?? end - begin, state]);
  }
  return rows;
}

/** Colour of what is waited for. */
export const waitColour = (theme, state) => (state === 'wait_dram' ? theme.of('dram_stall') : theme.of('sram_stall'));

/** Neighbouring layers are told apart by two strengths of the unit's colour. */
const strengthOf = (row, order) => ((order.get(row[LAYER]) ?? 0) % 2 === 0 ? 1 : 0.62);

function textOf(label, width, theme) {
  return {
    textContent: {style: {...textStyle(theme, {fontSize: 11}), text: shortenMiddle(label, Math.floor((width - 8) / 6.2)), fill: theme.text}},
    textConfig: {position: 'insideLeft', distance: 5},
  };
}

/** `cover`: the share of the rectangle in which something is, where it stands for many. */
function rectangle(row, {theme, lanes, order, label}, box, cover) {
  const {unit} = lanes[row[LANE]];
  const waits = row[WAIT] !== '';
  const isLayer = unit === 'layers';
  const share = Math.min(1, row[BUSY] / Math.max(1, row[END] - row[BEGIN])) * cover;
  const shape = waits ? {...box, y: box.y + box.height * 0.80, height: box.height * 0.2}
    : {...box, height: box.height * (isLayer ? 1 : 0.76)};
  const strength = isLayer ? 1 : waits ? 0.95 : strengthOf(row, order);
  return {
    type: 'rect', shape, transition: [],
    style: {
      fill: waits ? waitColour(theme, row[WAIT]) : isLayer ? theme.grid : theme.of(unit),
      opacity: isLayer ? 1 : strength * (0.35 + 0.65 * share),
      ...(isLayer && box.width > 3 ? {stroke: theme.line, lineWidth: 1} : {}),
    },
    emphasis: {style: {stroke: theme.mark, lineWidth: 1.5, opacity: 1}},
    ...(isLayer && box.width > 40 ? textOf(label(row[LAYER]), box.width, theme) : {}),
  };
}

/** Narrower spans share a pixel with their neighbours. */
const narrow = 1;

/**
 * How much of each pixel narrow spans cover, by lane and kind: what is less than a pixel is not drawn one over the other,
 * but as the share of the pixel that all of them are.
 * @returns {Map<string, Float32Array>}
 */
function coverage(rows, {begin, scale, width}) {
  const pixels = new Map();
  for (const row of rows) {
    const length = (row[END] - row[BEGIN]) * scale;
    const at = Math.floor((row[BEGIN] - begin) * scale);
    if (length >= narrow || at < 0 || at >= width) continue;
    const key = row[LANE] + row[WAIT];
    let lane = pixels.get(key);
    if (!lane) pixels.set(key, lane = new Float32Array(Math.ceil(width)));
    lane[at] += length;
  }
  return pixels;
}

/**
 * The series of all spans.
 * @param {object} timeline
 * @param {object} theme
 * @param {{name: (layer: number) => string, rows: any[][]}} about  `rows`: of spanRows
 */
export function spanSeries(timeline, theme, {name, rows}) {
  const lanes = lanesOf(timeline);
  const order = new Map();
  for (const [, , layer] of timeline.tracks.find(({unit}) => unit === 'layers')?.spans ?? []) order.set(layer, order.size);
  const about = {theme, lanes, order, label: name};
  return {
    type: 'custom', name: 'spans', xAxisIndex: 0, yAxisIndex: 0, clip: true, data: rows, z: 3, progressive: 0,
    encode: {x: [BEGIN, END], y: LANE},
    renderItem(params, api) {
      const row = rows[params.dataIndexInside];
      const {x, width, height} = params.coordSys;
      const [left] = api.coord([row[BEGIN], row[LANE]]);
      const [right, middle] = api.coord([row[END], row[LANE]]);
      if (right < x || left > x + width) return null;
      const band = height / lanes.length;
      const place = {y: middle - band * 0.42, height: band * 0.84};
      if (right - left >= narrow) {
        const from = Math.max(left, x - 2);
        return rectangle(row, about, {...place, x: from, width: Math.min(right, x + width + 2) - from}, 1);
      }
      const seen = (params.context.seen ??= coverage(rows, window(api, {x, width})));
      const at = Math.floor(left - x);
      const lane = seen.get(row[LANE] + row[WAIT]);
      const cover = lane?.[at] ?? 0;
      if (cover <= 0) return null;
      lane[at] = 0;
      return rectangle(row, about, {...place, x: x + at, width: 1}, Math.min(1, cover));
    },
  };
}

/** The first cycle that is seen, and pixels a cycle. */
function window(api, {x, width}) {
  const [at] = api.coord([0, 0]);
  const scale = (api.coord([1e6, 0])[0] - at) / 1e6;
  return {begin: (x - at) / scale, scale, width};
}
