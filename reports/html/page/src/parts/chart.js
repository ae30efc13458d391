// A chart of the page: a figure with a title, controls, a legend of buttons, a canvas that keyboards reach, the same as a
// table, as SVG, and on paper.
import {announce, freshId, h, nameNode} from '../dom.js';
import {drawn, svgText} from '../echarts.js';
import {themes} from '../theme.js';
import {factsText, withNodes} from './facts.js';
import {currentTheme, onTheme} from './look.js';
import {onPrint} from './print.js';
import {table} from './table.js';

const waiting = [];

/** One chart a frame: totals are seen before the first is drawn, and the page answers between two. */
function drawNext() {
  requestAnimationFrame(() => setTimeout(() => {
    waiting.shift()?.appear();
    if (waiting.length > 0) drawNext();
  }));
}

/** Draws a chart when it comes near the window: a page of ten is read before the last is painted. */
const near = new IntersectionObserver((entries) => {
  const idle = waiting.length === 0;
  waiting.push(...entries.filter(({isIntersecting, target}) => isIntersecting && target.appear).map(({target}) => target));
  if (idle && waiting.length > 0) drawNext();
}, {rootMargin: '400px 0px'});

const resized = new ResizeObserver((entries) => {
  for (const {target} of entries) target.fit?.();
});

/** What was zoomed into stays so when the chart is drawn anew. */
function zoomsOf(instance) {
  return (instance.getOption()?.dataZoom ?? []).map(({start, end}) => ({start, end}));
}

/** Buttons that switch series on and off. `paint(theme)` colours them. */
function legendButtons(spec, chart) {
  const items = typeof spec.legend === 'function' ? spec.legend() : spec.legend;
  const swatches = items.map(() => h('i', {class: 'swatch'}));
  const element = h('div', {class: 'legend', role: 'group', 'aria-label': 'Series'}, items.map(({name, text, note}, i) => {
    const button = h('button', {type: 'button', 'aria-pressed': 'true', onclick: () => {
      const on = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(on));
      chart.toggle(name);
    }}, swatches[i], nameNode(text, 60), note ? h('span', {class: 'legend-note'}, note) : null);
    return button;
  }));
  element.paint = (theme) => items.forEach(({thing}, i) => {
    swatches[i].style.background = typeof thing === 'function' ? thing(theme) : theme.of(thing);
  });
  element.paint(currentTheme());
  return element;
}

function download(name, text) {
  const link = h('a', {href: URL.createObjectURL(new Blob([text], {type: 'image/svg+xml'})), download: `${name}.svg`});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Arrow keys walk through the stops of a chart; what is shown there is read out. */
function walk(box, state, spec) {
  let at = -1;
  const go = (to) => {
    const stops = spec.stops();
    if (stops.length === 0) return;
    at = Math.max(0, Math.min(stops.length - 1, to));
    const stop = stops[at];
    const {instance, option} = state;
    if (stop.reveal) stop.reveal(instance);
    instance.dispatchAction({type: 'showTip', seriesIndex: stop.series, dataIndex: stop.index});
    const facts = stop.facts ?? option.tooltip?.facts?.(stop.params ?? {seriesIndex: stop.series, dataIndex: stop.index});
    if (facts) announce(factsText(facts));
  };
  const keys = {
    ArrowRight: () => go(at + 1), ArrowDown: () => go(at + 1), ArrowLeft: () => go(at - 1), ArrowUp: () => go(at - 1),
    Home: () => go(0), End: () => go(Infinity),
    Escape: () => state.instance.dispatchAction({type: 'hideTip'}),
  };
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = spec.keys?.(state)[event.key] ?? (spec.stops ? keys[event.key] : undefined);
    if (!action) return;
    event.preventDefault();
    state.show();
    action();
  });
  box.addEventListener('blur', () => state.instance?.dispatchAction({type: 'hideTip'}));
}

/**
 * @param {object} spec
 * @param {string} spec.name  of its files: "cycle_stack"
 * @param {string} spec.title
 * @param {string} spec.description  what it shows, for those who do not see it
 * @param {unknown} [spec.note]  a line under the title
 * @param {unknown} [spec.hint]  how to use it, which paper does without
 * @param {(theme: object, size: {width: number, print: boolean}) => object} spec.option  ECharts' option; asked for again
 *   when the theme or a control changes
 * @param {number | ((width: number) => number)} spec.height  pixels
 * @param {Item[] | (() => Item[])} [spec.legend]  of {name, text, note?, thing: a thing of the theme or a function of it}
 * @param {Node} [spec.key]  instead of a legend: what colours mean
 * @param {Node} [spec.foot]  below the canvas
 * @param {() => {columns: object[], rows: unknown[]}} [spec.table]  the same as a table
 * @param {() => {series: number, index: number, facts?: object, params?: object, reveal?: Function}[]} [spec.stops]
 *   where arrow keys go
 * @param {(state: object) => Record<string, () => void>} [spec.keys]  further keys
 * @param {(chart: object) => unknown[]} [spec.controls]
 * @param {(instance: object, chart: object) => void} [spec.ready]  the canvas is there: listen to it
 * @returns {HTMLElement & {chart: object}}
 */
export function chart(spec) {
  const titleId = freshId('chart');
  const hidden = new Set();
  const box = h('div', {
    class: 'canvas', tabindex: 0, role: spec.stops || spec.keys ? 'application' : 'img', 'aria-roledescription': 'chart',
    'aria-label': `${spec.title}: ${spec.description}`,
  });
  const paper = h('div', {class: 'paper', 'aria-hidden': 'true'});
  const height = (width) => (typeof spec.height === 'function' ? spec.height(width) : spec.height);
  const optionFor = (theme, size) => {
    const option = spec.option(theme, size);
    if (hidden.size > 0 || spec.legend) {
      option.legend = {...option.legend, show: false, selected: Object.fromEntries([...hidden].map((name) => [name, false]))};
    }
    return option;
  };
  const state = {
    instance: null, option: null, legend: null,
    /** Draws it, if it is not there yet. */
    show() {
      if (state.instance) return;
      box.style.height = `${height(box.clientWidth)}px`;
      state.instance = drawn(box);
      state.redraw();
      spec.ready?.(state.instance, state);
      box.dataset.drawn = 'true';
    },
    /** Draws it anew: something that `option` reads has changed. `keepZoom` unless it is another axis now. */
    redraw({keepZoom = true} = {}) {
      if (!state.instance) return;
      const width = box.clientWidth;
      box.style.height = `${height(width)}px`;
      state.instance.resize();
      const zooms = keepZoom ? zoomsOf(state.instance) : [];
      const option = optionFor(currentTheme(), {width, print: false});
      if (zooms.length > 0 && option.dataZoom) {
        option.dataZoom = option.dataZoom.map((zoom, i) => ({...zoom, ...zooms[i], startValue: undefined, endValue: undefined}));
      }
      state.option = option;
      state.instance.setOption(withNodes(option), {notMerge: true});
    },
    toggle(name) {
      if (!hidden.delete(name)) hidden.add(name);
      state.redraw();
    },
    /** Other series than before, all of them shown. */
    renewLegend() {
      hidden.clear();
      const fresh = legendButtons(spec, state);
      state.legend.replaceWith(fresh);
      state.legend = fresh;
    },
    /** `paper`: in the printed page, where the page's own key stands beside. */
    svg(theme, width, paper = false) {
      return svgText(optionFor(theme, {width, print: true, paper}), {width, height: height(width)});
    },
  };
  box.appear = () => state.show();
  // ECharts keeps any turn of the wheel over a chart that can be zoomed; without Ctrl it is the page's.
  box.addEventListener('wheel', (event) => { if (!event.ctrlKey) event.stopPropagation(); }, {capture: true, passive: true});
  let lastWidth = 0;
  box.fit = () => {
    if (box.clientWidth === 0 || box.clientWidth === lastWidth) return;
    lastWidth = box.clientWidth;
    state.redraw();
  };
  onTheme((theme) => {
    state.legend?.paint(theme);
    state.redraw();
  });
  onPrint((width) => {
    const svg = new DOMParser().parseFromString(state.svg(themes.print, width, true), 'image/svg+xml').documentElement;
    paper.replaceChildren(document.importNode(svg, true));
    state.legend?.paint(themes.print);
  }, () => state.legend?.paint(currentTheme()));
  walk(box, state, spec);
  if (spec.legend) state.legend = legendButtons(spec, state);
  const figure = h('figure', {class: 'chart', 'aria-labelledby': titleId, 'data-chart': spec.name});
  figure.append(...frame(spec, state, {titleId, box, paper}));
  figure.chart = state;
  box.style.height = `${height(Math.min(1080, Math.max(300, innerWidth - 40)))}px`;
  near.observe(box);
  resized.observe(box);
  return figure;
}

/** Title, controls, legend, canvas, table. */
function frame(spec, state, {titleId, box, paper}) {
  const area = h('div', {class: 'chart-table', hidden: true});
  const views = spec.table ? h('button', {type: 'button', class: 'quiet', 'aria-expanded': 'false', onclick: () => {
    if (area.childElementCount === 0) area.append(table({caption: spec.title, ...spec.table()}));
    area.hidden = !area.hidden;
    views.setAttribute('aria-expanded', String(!area.hidden));
    views.textContent = area.hidden ? 'Table' : 'Hide table';
  }}, 'Table') : null;
  const save = h('button', {type: 'button', class: 'quiet', 'aria-label': `${spec.title} as SVG file`, onclick: () =>
    download(spec.name, state.svg(themes.print, 960))}, 'SVG');
  return [
    h('figcaption', {},
      h('div', {class: 'chart-head'},
        h('div', {}, h('h3', {id: titleId}, spec.title), spec.note ? h('p', {class: 'chart-note'}, spec.note) : null,
          spec.hint ? h('p', {class: 'chart-note hint'}, spec.hint) : null),
        h('div', {class: 'controls'}, spec.controls?.(state) ?? [], views, save))),
    state.legend ?? spec.key ?? '',
    box, paper, spec.foot ?? '', area,
  ];
}
