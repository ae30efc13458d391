// A chart's legend as buttons: what colours mean, and switches for the series.
import {h, nameNode} from '../dom.js';
import {currentTheme} from './look.js';

/** Buttons that switch series on and off. `paint(theme)` colours them. */
export function legendButtons(spec, chart) {
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
