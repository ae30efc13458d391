// The course of a run in time: looking closer, at a layer or at a stretch of cycles.
import {grouped, shortenMiddle} from '../format.js';
import {announce, h} from '../dom.js';
import {layerTable} from '../charts/layers.js';
import {timeline, timelineHeight, timelineLegend, timeText} from '../charts/timeline.js';
import {chart} from '../parts/chart.js';
import {field} from '../parts/choice.js';
import {keyOf} from '../parts/key.js';
import {section} from '../parts/shell.js';

/** Layers in order of time: [{layer, begin, end}]. */
function layerSpans({tracks}) {
  const found = new Map();
  for (const [begin, end, layer] of tracks.find(({unit}) => unit === 'layers')?.spans ?? []) {
    const known = found.get(layer);
    if (known) known.end = Math.max(known.end, end);
    else found.set(layer, {layer, begin, end});
  }
  return [...found.values()];
}

/** Moves and scales the window of cycles that is seen. */
function view(data, changed) {
  const whole = data.cycles;
  const least = Math.min(whole, 16);
  let window = [0, whole];
  let chartOf = null;
  const set = (begin, end) => {
    const span = Math.min(whole, Math.max(least, end - begin));
    const from = Math.max(0, Math.min(whole - span, begin));
    window = [from, from + span];
    chartOf?.dispatchAction({type: 'dataZoom', startValue: window[0], endValue: window[1]});
    changed(window);
  };
  const around = (factor) => {
    const [middle, half] = [(window[0] + window[1]) / 2, ((window[1] - window[0]) / 2) * factor];
    set(middle - half, middle + half);
  };
  const by = (share) => set(window[0] + share * (window[1] - window[0]), window[1] + share * (window[1] - window[0]));
  return {
    set, closer: () => around(0.5), wider: () => around(2), left: () => by(-0.25), right: () => by(0.25),
    all: () => set(0, whole),
    /** Follows what the mouse does, too. */
    attach(instance) {
      chartOf = instance;
      // A layer may have been chosen before there was anything to see.
      if (window[0] > 0 || window[1] < whole) set(...window);
      instance.on('datazoom', () => {
        const {startValue, endValue} = instance.getOption().dataZoom[0];
        window = [startValue, endValue];
        changed(window);
      });
    },
  };
}

/** The list of layers and the buttons, and what they do: {layer, pressed, whole, controls}. */
function controlsOf(layers, spans, seen, range) {
  const select = h('select', {onchange: () => {
    const chosen = spans.find(({layer}) => String(layer) === select.value);
    if (chosen) show(chosen);
    else seen.all();
  }}, h('option', {value: ''}, 'whole run'),
  spans.map(({layer}) => h('option', {value: String(layer)}, shortenMiddle(layers.name(layer), 48))));
  const show = ({layer, begin, end}) => {
    const margin = Math.max(4, (end - begin) * 0.03);
    seen.set(begin - margin, end + margin);
    select.value = String(layer);
    announce(`${layers.name(layer).slice(0, 80)}: ${range.textContent}`);
  };
  const whole = () => {
    seen.all();
    select.value = '';
  };
  const press = (text, name, action) => h('button', {type: 'button', class: 'quiet', 'aria-label': name, title: name, onclick: () => {
    action();
    announce(range.textContent);
  }}, text);
  const buttons = h('div', {class: 'buttons', role: 'group', 'aria-label': 'View'},
    press('◂', 'Move left', seen.left), press('▸', 'Move right', seen.right),
    press('−', 'Zoom out', seen.wider), press('+', 'Zoom in', seen.closer), press('Whole run', 'Whole run', whole));
  return {show, whole, nodes: () => [field('Layer', select), buttons]};
}

/** When each layer runs, as a table. */
const layerColumns = (layers) => [
  {label: 'layer', name: true, value: ({layer}) => layers.name(layer)},
  {label: 'begins', unit: 'cycle', value: ({begin}) => begin, format: grouped},
  {label: 'ends', unit: 'cycle', value: ({end}) => end, format: grouped},
  {label: 'length', unit: 'cycles', value: ({begin, end}) => end - begin, format: grouped},
];

const hint = 'Drag to move, Ctrl and wheel to zoom; press a span to look at its layer. '
  + 'With the keyboard: arrows, + and −, 0 for the whole run.';
const merged = 'Neighbouring spans of a layer are merged where there were too many; a paler one is busy for a part of its length.';

export function timelineSection(data) {
  const {timeline: course} = data;
  if (!course?.tracks?.length) return null;
  const layers = layerTable(data);
  const spans = layerSpans(course);
  const range = h('p', {class: 'range'});
  const say = ([begin, end]) => {
    const cycles = end - begin;
    range.textContent = `cycles ${grouped(begin)} – ${grouped(end)}: ${grouped(cycles)} cycles, ${timeText(course, cycles)}`;
  };
  const seen = view(course, say);
  say([0, course.cycles]);
  const {show, whole, nodes} = controlsOf(layers, spans, seen, range);
  const counted = `${course.tracks.length} tracks of units and ${course.counters?.length ?? 0} counters over ${grouped(course.cycles)} cycles`;
  const figure = chart({
    name: 'timeline', title: 'Units and buffers over time', hint,
    description: `${counted}. Arrow keys move, plus and minus zoom, 0 shows the whole run.`,
    height: () => timelineHeight(course),
    option: (theme, size) => timeline(data, theme, size),
    key: keyOf(timelineLegend(data)),
    keys: () => ({ArrowLeft: seen.left, ArrowRight: seen.right, '+': seen.closer, '=': seen.closer, '-': seen.wider, 0: whole, Home: whole}),
    ready: (instance) => {
      seen.attach(instance);
      instance.on('click', ({seriesIndex, data: row}) => {
        const chosen = seriesIndex === 0 && row ? spans.find(({layer}) => layer === row[3]) : undefined;
        if (chosen) show(chosen);
      });
    },
    table: () => ({what: 'layers', rows: spans, columns: layerColumns(layers)}),
    controls: nodes,
    foot: range,
  });
  const lead = [course.remark, course.merged ? merged : null].filter(Boolean).join(' ');
  return section({id: 'timeline', title: 'Timeline', lead: lead || undefined}, figure);
}
