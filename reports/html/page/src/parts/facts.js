// What a tooltip says, as nodes.
import {h, nameNode} from '../dom.js';

/**
 * @param {{title: string, rows: [string, string, string?][], note?: string}} facts
 * @returns {HTMLElement}
 */
export function factsNode({title, rows, note}) {
  return h('div', {class: 'facts-box'},
    h('div', {class: 'facts-title'}, nameNode(title, 48)),
    h('table', {}, h('tbody', {}, rows.map(([what, value, colour]) => h('tr', {},
      h('th', {scope: 'row'}, h('i', {class: 'swatch', style: {background: colour ?? 'transparent'}}), nameNode(what, 40)),
      // "18,432  81.9%" are two figures.
      String(value).split('  ').map((figure) => h('td', {}, figure)))))),
    note ? h('div', {class: 'facts-note'}, note) : null);
}

/** The same for a screen reader. */
export const factsText = ({title, rows, note}) =>
  [String(title).slice(0, 200), ...rows.map(([what, value]) => `${String(what).slice(0, 80)} ${value}`), note ?? '']
    .filter(Boolean).join(', ');

/** An option whose tooltip says its facts as nodes. */
export function withNodes(option) {
  const {tooltip} = option;
  if (!tooltip?.facts) return option;
  const formatter = (params) => {
    const facts = tooltip.facts(params);
    return facts ? factsNode(facts) : '';
  };
  return {...option, tooltip: {...tooltip, formatter, className: 'chart-tip'}};
}
