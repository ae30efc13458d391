// A chart of the page: a figure with a title, controls, a legend of buttons, a canvas that keyboards reach, the same as a
// table, as SVG, and on paper.
import {freshId, h} from '../dom.js';
import {themes} from '../theme.js';
import {walk} from './chart_keys.js';
import {drawing} from './drawing.js';
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

function download(name, text) {
  const link = h('a', {href: URL.createObjectURL(new Blob([text], {type: 'image/svg+xml'})), download: `${name}.svg`});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The canvas appears when it is near, fits its place, and leaves the wheel to the page. */
function attend(box, state) {
  box.appear = () => state.show();
  let lastWidth = 0;
  box.fit = () => {
    if (box.clientWidth === 0 || box.clientWidth === lastWidth) return;
    lastWidth = box.clientWidth;
    state.redraw();
  };
  // ECharts keeps any turn of the wheel over a chart that can be zoomed; without Ctrl it is the page's.
  box.addEventListener('wheel', (event) => { if (!event.ctrlKey) event.stopPropagation(); }, {capture: true, passive: true});
  box.style.height = `${state.height(Math.min(1080, Math.max(300, innerWidth - 40)))}px`;
  near.observe(box);
  resized.observe(box);
}

/** Colours follow the theme; on paper there is a drawing of its width. */
function follow(state, paper) {
  onTheme((theme) => {
    state.legend?.paint(theme);
    state.redraw();
  });
  onPrint((width) => {
    const svg = new DOMParser().parseFromString(state.svg(themes.print, width, true), 'image/svg+xml').documentElement;
    paper.replaceChildren(document.importNode(svg, true));
    state.legend?.paint(themes.print);
  }, () => state.legend?.paint(currentTheme()));
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
  const box = h('div', {
    class: 'canvas', tabindex: 0, role: spec.stops || spec.keys ? 'application' : 'img', 'aria-roledescription': 'chart',
    'aria-label': `${spec.title}: ${spec.description}`,
  });
  const paper = h('div', {class: 'paper', 'aria-hidden': 'true'});
  const state = drawing(spec, box);
  const figure = h('figure', {class: 'chart', 'aria-labelledby': titleId, 'data-chart': spec.name});
  figure.append(...frame(spec, state, {titleId, box, paper}));
  figure.chart = state;
  walk(box, state, spec);
  follow(state, paper);
  attend(box, state);
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
