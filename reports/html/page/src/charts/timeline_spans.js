// Spans of the timeline as rectangles: what a unit does above, in the colour of the unit, what it waits for as a thin
// strip below.
import {shorten} from '../format.js';
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

function rectangle(row, {theme, lanes, order, label}, box) {
  const {unit} = lanes[row[LANE]];
  const waits = row[WAIT] !== '';
  const isLayer = unit === 'layers';
  const share = Math.min(1, row[BUSY] / Math.max(1, row[END] - row[BEGIN]));
  const shape = waits ? {...box, y: box.y + box.height * 0.80, height: box.height * 0.2}
    : {...box, height: box.height * (isLayer ? 1 : 0.76)};
  const fill = waits ? waitColour(theme, row[WAIT]) : isLayer ? theme.grid : theme.of(unit);
  const rect = {
    type: 'rect', shape, transition: [],
    style: {
      fill, opacity: waits ? 0.9 : isLayer ? 1 : strengthOf(row, order) * (0.45 + 0.55 * share),
      ...(isLayer && box.width > 3 ? {stroke: theme.line, lineWidth: 1} : {}),
    },
    emphasis: {style: {stroke: theme.mark, lineWidth: 1.5, opacity: 1}},
  };
  if (isLayer && box.width > 26) {
    rect.textContent = {style: {
      ...textStyle(theme, {fontSize: 11}), text: label(row[LAYER]), fill: theme.text, width: box.width - 8,
      overflow: 'truncate', ellipsis: '…', fontFamily: theme.font,
    }};
    rect.textConfig = {position: 'insideLeft', distance: 5};
  }
  return rect;
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
  const label = (layer) => shorten(name(layer), 40);
  const about = {theme, lanes, order, label};
  return {
    type: 'custom', name: 'spans', xAxisIndex: 0, yAxisIndex: 0, clip: true, data: rows, z: 3,
    encode: {x: [BEGIN, END], y: LANE},
    renderItem(params, api) {
      const row = rows[params.dataIndexInside];
      const {x, width, height} = params.coordSys;
      const [left] = api.coord([row[BEGIN], row[LANE]]);
      const [right, middle] = api.coord([row[END], row[LANE]]);
      if (right < x || left > x + width) return null;
      // What is narrower than a pixel and next to what was just drawn would only be painted over it.
      const drawn = (params.context.drawn ??= new Map());
      const lane = `${row[LANE]}${row[WAIT]}`;
      if (right - left < 0.6 && right < (drawn.get(lane) ?? -1) + 0.6) return null;
      drawn.set(lane, right);
      const band = height / lanes.length;
      const from = Math.max(left, x - 2);
      return rectangle(row, about,
        {x: from, y: middle - band * 0.42, width: Math.max(0.6, Math.min(right, x + width + 2) - from), height: band * 0.84});
    },
  };
}
