// The report of two runs side by side, differences first.
import {metricText, times} from '../charts/metric.js';
import {compared} from '../charts/compare_totals.js';
import {h, nameNode} from '../dom.js';
import {page, section} from '../parts/shell.js';
import {totalsGrid} from '../parts/totals.js';
import {source} from '../run/sources.js';
import {useWords} from '../words.js';
import {bridgeSection, keysSection, layersSection, totalsSection} from './sections.js';

/** Totals that are shown large. */
const large = 6;

const notes = (data) => (data.notes?.length
  ? h('ul', {class: 'notes', 'aria-label': 'Notes'}, data.notes.map((note) => h('li', {}, nameNode(note, 600)))) : null);

function sides(data) {
  return h('dl', {class: 'sides'}, ['a', 'b'].map((run) => {
    const {workload, accelerator, detail, source: path, title} = data[run] ?? {};
    const what = workload ? [nameNode(workload, 60), ' on ', nameNode(accelerator ?? '', 60)] : [nameNode(title ?? '', 100)];
    return h('div', {}, h('dt', {}, run.toUpperCase()),
      h('dd', {}, what, detail ? [' · ', detail] : '', path ? h('div', {}, h('code', {}, nameNode(path, 120))) : null));
  }));
}

function runsSection(data) {
  const one = (run) => {
    const {config, command} = data[run] ?? {};
    const name = run.toUpperCase();
    return [
      command ? [h('h3', {}, `Run ${name} again`), source(command, {name: `Command to run ${name} again`, command: true})] : null,
      config ? h('details', {}, h('summary', {}, `Resolved config of ${name}`), source(config, {name: `Resolved config of ${name}`})) : null,
    ].flat().filter(Boolean);
  };
  return section({id: 'config', title: 'What was run', short: 'Config'}, one('a'), one('b'));
}

/** @param {object} data  document of kind "compare" */
export function compareReport(data) {
  const rows = compared(data).filter(({a, b}) => a !== b);
  useWords({...data.words, totals: Object.fromEntries((data.totals ?? []).map(({name, label, definition}) => [name, {label, definition}]))});
  page({
    data,
    what: 'comparison',
    facts: null,
    opening: [
      sides(data), notes(data),
      rows.length > 0 ? totalsGrid(rows.slice(0, large).map(({name, unit, a, b}) => ({
        group: 'totals', key: name, value: times(b / a), note: `${metricText(a, unit)} → ${metricText(b, unit)}`,
      }))) : h('p', {class: 'lead'}, 'All totals are the same.'),
    ],
    sections: [
      keysSection(data), totalsSection(data), bridgeSection(data, 'cycles'), bridgeSection(data, 'energy'), layersSection(data),
        runsSection(data),
    ],
  });
}
