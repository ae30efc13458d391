// The report of a sweep.
import {metricText} from '../charts/metric.js';
import {bestRows, SweepTable} from '../charts/sweep_table.js';
import {h, nameNode} from '../dom.js';
import {percent} from '../format.js';
import {page, section} from '../parts/shell.js';
import {totalsGrid} from '../parts/totals.js';
import {source} from '../run/sources.js';
import {useWords} from '../words.js';
import {designPanel} from './design.js';
import {filterBar} from './filters.js';
import {knobsSection} from './knobs.js';
import {parallelChart} from './lines.js';
import {scatterChart} from './scatter.js';
import {allSection, bestSection, failedSection, frontSection} from './tables.js';
import {trendsSection} from './trends.js';
import {View} from './view.js';
import {sweepWords} from './words.js';

const count = (n) => n.toLocaleString('en');

/** What was found, before how. */
function totals(table) {
  const {counts, hypervolume, front = []} = table.document;
  const sweep = (key, value, note) => ({group: 'sweep', key, value, note});
  const best = table.objectives.map(({name, unit, goal}) => {
    const [row] = bestRows(table, table.judged, name, 1);
    if (row === undefined) return null;
    return {group: 'objectives', key: name, value: metricText(table.value(row, name), unit),
      note: `the ${goal === 'max' ? 'most' : 'least'}, design ${table.cell(row, 'design')}`};
  });
  const designs = counts?.designs ?? table.judged.length;
  return [
    sweep('designs', count(designs), counts?.incomplete ? `${count(counts.incomplete)} more are not done on all workloads` : null),
    front.length > 0 ? sweep('front', count(front.length), `${percent(front.length / Math.max(1, designs))} of the designs`) : null,
    ...best,
    hypervolume === undefined || hypervolume === null ? null : sweep('hypervolume', percent(hypervolume)),
    counts?.failed ? sweep('failed', count(counts.failed), `of ${count(counts.points)}`) : null,
  ];
}

function facts({plan}) {
  const parts = [plan.strategy, plan.detail, (plan.accelerators ?? []).join(', '), (plan.workloads ?? []).join(', ')].filter(Boolean);
  return parts.map((part, i) => [i ? h('span', {class: 'dot', 'aria-hidden': 'true'}, '·') : null, h('span', {}, nameNode(part, 80))]);
}

const notes = (data) => (data.notes?.length
  ? h('ul', {class: 'notes', 'aria-label': 'Notes'}, data.notes.map((note) => h('li', {}, nameNode(note, 600)))) : null);

function planSection({plan}) {
  if (!plan.text) return null;
  return section({id: 'plan', title: 'The sweep file', short: 'Sweep file'}, source(plan.text, {name: 'Sweep file'}));
}

/** @param {object} data  document of kind "sweep" */
export function sweepReport(data) {
  useWords(sweepWords(data));
  const table = new SweepTable(data);
  const view = new View(table);
  const drawable = table.size > 0 && table.figures.length > 0;
  page({
    data,
    what: 'sweep report',
    facts: facts(data),
    opening: [notes(data), totalsGrid(totals(table))],
    sections: drawable ? [
      section({id: 'pareto', title: 'Which designs are best', short: 'Pareto'}, filterBar(view), scatterChart(view), designPanel(view)),
      frontSection(view), knobsSection(table), trendsSection(view),
      table.varied.length + table.objectives.length > 1
        ? section({id: 'lines', title: 'All axes at once', short: 'Lines'}, parallelChart(view)) : null,
      bestSection(view), allSection(view), failedSection(view), planSection(data),
    ] : [failedSection(view), planSection(data)],
  });
}
