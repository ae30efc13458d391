// What is drawn of a chart: its canvas, drawn anew when something changes, and the same as SVG.
import {drawn, svgText} from '../echarts.js';
import {withNodes} from './facts.js';
import {legendButtons} from './legend.js';
import {currentTheme} from './look.js';

/** What was zoomed into stays so when the chart is drawn anew. */
function zoomsOf(instance) {
  return (instance.getOption()?.dataZoom ?? []).map(({start, end}) => ({start, end}));
}

function withZooms(option, zooms) {
  if (zooms.length === 0 || !option.dataZoom) return option;
  return {...option, dataZoom: option.dataZoom.map((zoom, i) => ({...zoom, ...zooms[i], startValue: undefined, endValue: undefined}))};
}

/** The option without series that are switched off; the legend of the page takes the place of the option's own. */
function optionOf(spec, hidden, theme, size) {
  const option = spec.option(theme, size);
  if (!spec.legend) return option;
  const selected = Object.fromEntries([...hidden].map((name) => [name, false]));
  return {...option, legend: {...option.legend, show: Boolean(size.legend && option.legend), selected}};
}

/**
 * The state of a chart, which its controls get.
 * @param {object} spec  of `chart`
 * @param {HTMLElement} box  where it is drawn
 */
export function drawing(spec, box) {
  const hidden = new Set();
  const height = (width) => (typeof spec.height === 'function' ? spec.height(width) : spec.height);
  const state = {
    instance: null, option: null, legend: null, height,
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
      const option = optionOf(spec, hidden, currentTheme(), {width, print: false});
      state.option = withZooms(option, keepZoom ? zoomsOf(state.instance) : []);
      state.instance.setOption(withNodes(state.option), {notMerge: true});
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
    /** `paper`: in the printed page, where the page's own key stands beside; elsewhere it is in the picture. */
    svg(theme, width, paper = false) {
      return svgText(optionOf(spec, hidden, theme, {width, print: true, paper, legend: !paper}), {width, height: height(width)});
    },
  };
  if (spec.legend) state.legend = legendButtons(spec, state);
  return state;
}
