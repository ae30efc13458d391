// Where the cycles went: of the run as a bar, of each layer as a stack.
import {grouped, percent} from '../format.js';
import {h} from '../dom.js';
import {cycleStack} from '../charts/cycle_stack.js';
import {layerTable} from '../charts/layers.js';
import {stackedHeight} from '../charts/stacked.js';
import {chart} from '../parts/chart.js';
import {choice} from '../parts/choice.js';
import {section} from '../parts/shell.js';
import {shareBar} from '../parts/share_bar.js';
import {term} from '../parts/tip.js';
import {label} from '../words.js';

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** "Bound by compute in 4 layers, vector in 3." */
function bounds({summary}) {
  const found = Object.entries(summary?.bottlenecks ?? {}).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  if (found.length === 0) return undefined;
  return ['Bound by ', found.map(([name, count], i) => [i ? ', ' : '', term('bottlenecks', name),
    ` in ${grouped(count)}${i ? '' : count === 1 ? ' layer' : ' layers'}`]), '.'];
}

export function cyclesSection(data) {
  if (!data.stack?.rows.length) return null;
  const {causes, rows} = data.stack;
  const totals = causes.map((_, c) => sum(rows.map(({cycles}) => cycles[c])));
  const all = sum(totals);
  const layers = layerTable(data);
  const options = {share: false, order: 'execution'};
  const figure = chart({
    name: 'cycle_stack',
    title: 'Cycles by layer and cause',
    description: `${rows.length} layers as bars of cycles by cause. ${causes.map((c, i) => `${label('causes', c)} ${percent(totals[i] / all)}`).join(', ')}.`,
    height: () => stackedHeight(rows.length),
    option: (theme, size) => cycleStack(data, theme, {...size, ...options}),
    legend: causes.map((cause) => ({name: label('causes', cause), text: label('causes', cause), thing: cause})),
    stops: () => rows.map((_, i) => ({series: 0, index: i, params: {dataIndex: i}})),
    table: () => ({
      what: 'layers',
      rows,
      columns: [
        {label: 'layer', name: true, value: ({layer}) => layers.name(layer)},
        ...causes.map((cause, c) => ({label: label('causes', cause), value: ({cycles}) => cycles[c], format: grouped})),
        {label: 'cycles', value: ({cycles}) => sum(cycles), format: grouped},
      ],
    }),
    controls: (it) => [
      choice('Order', [['execution', 'as executed'], ['size', 'largest first']], (value) => { options.order = value; it.redraw({keepZoom: false}); }),
      choice('Scale', [['cycles', 'cycles'], ['share', 'share']], (value) => { options.share = value === 'share'; it.redraw(); }),
    ],
  });
  return section({id: 'cycles', title: 'Where the cycles went', short: 'Cycles', lead: bounds(data)},
    shareBar({group: 'causes', parts: causes.map((key, i) => ({key, value: totals[i]})), format: grouped, unit: 'cycles'}),
    figure);
}
