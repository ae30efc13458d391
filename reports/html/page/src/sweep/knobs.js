// Which knob matters.
import {effects, effectsHeight, mainEffects, mainEffectsHeight, shares} from '../charts/effects.js';
import {metricText} from '../charts/metric.js';
import {percent} from '../format.js';
import {chart} from '../parts/chart.js';
import {choice} from '../parts/choice.js';
import {section} from '../parts/shell.js';

const shown = (share) => (share === null ? 'not known' : percent(share));

function sharesChart(table) {
  const {document} = table;
  const {objectives, rows} = shares(document);
  const label = (name) => table.figure(name)?.label ?? name;
  const best = objectives.map((name, i) => {
    const top = [...rows].sort((a, b) => (b.shares[i] ?? 0) - (a.shares[i] ?? 0))[0];
    return `${label(name)}: ${top.name} ${shown(top.shares[i])}`;
  });
  return chart({
    name: 'effects', title: 'Share of variance that an axis explains',
    note: document.effects[0].balanced === false
      ? 'Alone (dark), and with another beyond what both explain alone (light). Not all combinations are there: shares are of a fitted model, and need not add up.'
      : 'Alone (dark), and with another beyond what both explain alone (light).',
    description: `Bars of shares, the largest of each objective: ${best.join('; ')}.`,
    height: (width) => effectsHeight(document, width),
    option: (theme, size) => effects(table, theme, size),
    table: () => ({
      what: 'axes and pairs', rows,
      columns: [
        {label: 'axis', name: true, value: ({name}) => name},
        ...objectives.map((name, i) => ({label: label(name), value: (row) => row.shares[i], format: shown})),
      ],
    }),
  });
}

function meansChart(table) {
  const {document} = table;
  const names = document.effects.map(({objective}) => objective);
  let objectives = names;
  return chart({
    name: 'main_effects', title: 'Objectives by value of each axis',
    note: 'Means over all designs with the value: geometric where all figures are above 0.',
    description: 'Lines of each objective’s mean over the values of each axis.',
    height: (width) => mainEffectsHeight(document, objectives, width),
    option: (theme, size) => mainEffects(table, theme, {objectives}, size),
    controls: (it) => choice('Objective', [['', 'all'], ...names.map((name) => [name, table.figure(name)?.label ?? name])], (value) => {
      objectives = value === '' ? names : [value];
      it.redraw();
    }, ''),
    table: () => ({
      what: 'values',
      rows: document.effects.flatMap(({objective, main}) => main.flatMap(({axis, values}) =>
        values.filter(({designs}) => designs > 0).map((value) => ({objective, axis, ...value})))),
      columns: [
        {label: 'objective', choices: true, value: ({objective}) => table.figure(objective)?.label ?? objective},
        {label: 'axis', choices: true, name: true, value: ({axis}) => axis},
        {label: 'value', name: true, value: ({value}) => value},
        {label: 'designs', value: ({designs}) => designs},
        {label: 'mean', value: ({mean}) => mean, format: (mean, {objective}) => metricText(mean, table.figure(objective)?.unit)},
      ],
    }),
  });
}

export function knobsSection(table) {
  if (!table.document.effects?.some(({main}) => main.length > 0)) return null;
  return section({id: 'knobs', title: 'Which knob matters', short: 'Knobs'}, sharesChart(table), meansChart(table));
}
