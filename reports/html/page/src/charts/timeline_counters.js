// What buffers hold over time: a strip each, on the axis of the timeline. A value holds until the next, so that they are
// drawn as stairs, by hand: a line of ECharts leaves steps of less than a pixel out and slopes from one to another.
import {bytes, compact, grouped, percent} from '../format.js';
import {wordIn} from './layers.js';
import {axis, textStyle} from './parts.js';

/** Counters in the order of the document's words: buffers, then DRAM. */
export function inOrder({timeline, words}) {
  const order = Object.keys(words?.counters ?? {});
  const place = ({name}) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...(timeline.counters ?? [])].sort((a, b) => place(a) - place(b));
}

/** What a counter holds at a cycle: its points hold up to the next. */
export function heldAt(points, cycle) {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= cycle) low = middle + 1;
    else high = middle;
  }
  return low > 0 ? points[low - 1][1] : 0;
}

export function counterFacts(document, theme, cycle) {
  return {
    title: `cycle ${grouped(Math.round(cycle))}`,
    rows: inOrder(document).map(({name, points, capacity}) => {
      const held = heldAt(points, cycle);
      return [wordIn(document, 'counters', name), bytes(held) + (capacity ? `  ${percent(held / capacity)}` : ''), counterColour(theme, name)];
    }),
  };
}

/** A buffer has the colour of what it holds. */
export const counterColour = (theme, name) => theme.of(String(name).split(' ')[0]);

const peakOf = ({points}) => points.reduce((most, [, value]) => Math.max(most, value), 0);

/** "ifmap SRAM   peak 8.00 KiB of 64.0 KiB" above each counter. */
function counterTitle(document, counter) {
  const peak = peakOf(counter);
  const of = counter.capacity ? ` of ${bytes(counter.capacity)}, ${percent(peak / counter.capacity)}` : '';
  return `{name|${wordIn(document, 'counters', counter.name)}}  {peak|peak ${bytes(peak)}${of}}`;
}

/** Steps within the window, as [left, right, value] in pixels from `left`. */
function stepsOf(points, cycles, {api, left, width}) {
  const found = [];
  const place = (cycle) => api.coord([cycle, 0])[0] - left;
  points.forEach(([cycle, value], i) => {
    const [from, to] = [place(cycle), place(points[i + 1]?.[0] ?? cycles)];
    if (to >= 0 && from <= width) found.push([Math.max(from, -2), Math.min(to, width + 2), value]);
  });
  return found;
}

/** Of more steps than pixels the largest of each pixel: a peak that is short is seen all the same. */
function largestByPixel(steps, width) {
  const most = new Float64Array(Math.ceil(width) + 1);
  for (const [from, to, value] of steps) {
    for (let x = Math.max(0, Math.floor(from)); x <= Math.min(most.length - 1, Math.ceil(to) - 1); ++x) {
      most[x] = Math.max(most[x], value);
    }
  }
  return Array.from(most, (value, x) => [x, Math.min(x + 1, width), value]);
}

/** One counter: its area and the line on top. */
function stairs({name, points}, colour, {index, cycles}) {
  return {
    type: 'custom', name, xAxisIndex: index, yAxisIndex: index, clip: true, z: 3, data: [[0, cycles, 0]],
    encode: {x: [0, 1], y: 2},
    renderItem(params, api) {
      const {x, y, width, height} = params.coordSys;
      const exact = stepsOf(points, cycles, {api, left: x, width});
      if (exact.length === 0) return null;
      const dense = exact.length > width / 2;
      const steps = dense ? largestByPixel(exact, width) : exact;
      const line = steps.flatMap(([from, to, value]) => {
        const [, level] = api.coord([0, value]);
        return [[x + from, level], [x + to, level]];
      });
      const floor = y + height;
      return {type: 'group', silent: true, children: [
        {type: 'polygon', transition: [], shape: {points: [[line[0][0], floor], ...line, [line[line.length - 1][0], floor]]},
          style: {fill: colour, opacity: dense ? 0.7 : 0.28}},
        // Where it goes up and down in every pixel, a line would paint everything over.
        ...(dense ? [] : [{type: 'polyline', transition: [], shape: {points: line}, style: {stroke: colour, fill: 'none', lineWidth: 1.2}}]),
      ]};
    },
  };
}

export function counters(document, theme, {left, right, tops, height}) {
  const {timeline} = document;
  const list = inOrder(document);
  const limits = list.map((counter) => Math.max(1, counter.capacity ?? 0, peakOf(counter)));
  const last = list.length - 1;
  return {
    grids: list.map((_, i) => ({left, right, top: tops[i], height, outerBoundsMode: 'none', tooltip: {trigger: 'axis'}})),
    xs: list.map((_, i) => axis(theme, {
      type: 'value', gridIndex: i + 1, min: 0, max: timeline.cycles, splitLine: {show: false},
      axisLabel: {show: i === last, formatter: compact, alignMaxLabel: 'right'}, ...(i === last ? {name: 'cycles', nameGap: 24} : {}),
      axisPointer: {label: {show: false}},
    })),
    ys: list.map((counter, i) => axis(theme, {
      type: 'value', gridIndex: i + 1, min: 0, max: limits[i], interval: limits[i], splitLine: {show: false},
      name: counterTitle(document, counter), nameLocation: 'end', nameGap: 7,
      nameTextStyle: {align: 'left', padding: [0, 0, 0, 2], rich: {
        name: textStyle(theme, {color: theme.text, fontWeight: 600}), peak: textStyle(theme),
      }},
      axisLabel: {fontSize: 10, formatter: (value) => bytes(value).replace(/(\.\d*?)0+ /, '$1 ').replace('. ', ' ')},
    })),
    series: list.map((counter, i) => stairs(counter, counterColour(theme, counter.name), {index: i + 1, cycles: timeline.cycles})),
  };
}
