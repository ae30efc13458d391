// The pictures of a sweep's report.
import {effectRows, effects, effectsHeight, mainEffectRows, mainEffects, mainEffectsHeight} from '../charts/effects.js';
import {parallel, parallelChoice, parallelRows} from '../charts/parallel.js';
import {pareto, paretoChoice, paretoRows} from '../charts/pareto.js';
import {SweepTable} from '../charts/sweep_table.js';
import {trend, trendChoice, trendHeight, trendRows, trendWords} from '../charts/trend.js';

const width = 960;

/** All pairs of objectives, for a scatter each. */
function pairs(names) {
  return names.flatMap((x, i) => names.slice(i + 1).map((y) => [x, y]));
}

const fileName = (text) => text.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_|_$/g, '');

/** With several workloads a picture is of one; its name says of which, unless it is the first. */
function scatters(table) {
  const names = table.objectives.map(({name}) => name);
  return pairs(names.length > 1 ? names : table.figures.slice(0, 2).map(({name}) => name)).map(([x, y], i) => {
    const choice = {...paretoChoice(table), x, y};
    const label = (name) => table.figure(name).label;
    const {knee} = [...table.front.values()].find((point) => point.knee) ?? {};
    return {
      name: i === 0 ? 'pareto' : `pareto_${fileName(x)}_${fileName(y)}`,
      title: `${table.document.title}: ${label(y)} against ${label(x)}`,
      line: `Ringed: on the front of ${table.objectives.map((o) => o.label).join(', ')}${knee ? '; diamond: its knee' : ''}. Line: the front of these two. Coloured by ${choice.colour}.`,
      width, height: 500,
      option: (theme) => pareto(table, theme, choice),
      rows: () => paretoRows(table, choice),
    };
  });
}

function trends(table) {
  const wanted = [['dse_cycles', 'cycles'], ['dse_utilization', 'utilization']];
  return wanted.filter(([, figure]) => table.figure(figure)).map(([name, figure]) => {
    const choice = trendChoice(table, figure);
    return {
      name, title: `${table.document.title}: ${table.figure(figure).label} against ${choice.x}`, line: trendWords(table, choice),
      width, height: trendHeight(table, choice, width),
      option: (theme, size) => trend(table, theme, choice, size),
      rows: () => trendRows(table, choice),
    };
  });
}

function knobs(table) {
  const {document} = table;
  if (!document.effects?.length) return [];
  const objectives = document.effects.map(({objective}) => objective);
  return [
    {
      name: 'effects', title: `${document.title}: which knob matters`,
        line: 'Share of each objective’s variance that an axis explains, alone (dark) and with another (light).',
      width, height: effectsHeight(document, width),
      option: (theme, size) => effects(table, theme, size), rows: () => effectRows(document),
    },
    {
      name: 'main_effects', title: `${document.title}: objectives by value of each axis`,
        line: 'Means over all designs with the value: geometric where all figures are above 0.',
      width, height: mainEffectsHeight(document, objectives, width),
      option: (theme, size) => mainEffects(table, theme, {objectives}, size), rows: () => mainEffectRows(document),
    },
  ];
}

/** @param {object} document  of kind "sweep" */
export function sweepPlots(document) {
  const table = new SweepTable(document);
  if (table.size === 0 || table.figures.length === 0) return [];
  const choice = parallelChoice(table);
  const lines = table.varied.length + table.objectives.length < 2 ? [] : [{
    name: 'parallel', title: `${document.title}: axes and objectives`,
      line: `Strong: on the front. Objectives have their best at the top. Coloured by ${choice.colour}.`,
    width, height: 440, option: (theme, size) => parallel(table, theme, choice, size), rows: () => parallelRows(table, choice, true),
  }];
  return [...scatters(table), ...lines, ...knobs(table), ...(table.varied.length > 0 ? trends(table) : [])];
}
