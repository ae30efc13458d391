// Documents of sweeps as docs/report.md has them, of any size and with any names. Figures follow formulas, so that their
// front, their best and their effects can be worked out again.

const word = (label, definition, unit) => ({label, definition, unit});

export const sweepWords = {
  bottlenecks: {compute: word('compute', 'most cycles are the array’s own'), dram: word('DRAM', 'most cycles wait for DRAM')},
};

const figures = [
  {name: 'cycles', label: 'cycles', unit: 'cycles', definition: 'cycles of one forward', goal: 'min'},
  {name: 'latency_s', label: 'latency', unit: 's', definition: 'time of one forward', goal: 'min'},
  {name: 'utilization', label: 'utilisation', unit: 'share', definition: 'MACs / (R C cycles)', goal: 'max'},
  {name: 'energy_pj', label: 'energy', unit: 'pJ', definition: 'energy of one forward', goal: 'min'},
  {name: 'area_um2', label: 'area', unit: 'um2', definition: 'area of the chip', goal: 'min'},
];

/** Rows that no other row beats in all of some columns, of which all are the better the less. */
export function frontOf(columns, rows) {
  const better = (a, b) => columns.every((c) => c[a] <= c[b]) && columns.some((c) => c[a] < c[b]);
  // Sorted by the first, a row can only be beaten by those before it, and it is enough to ask those of the front.
  const order = [...rows].sort((a, b) => columns.map((c) => c[a] - c[b]).find((d) => d !== 0) ?? 0);
  const front = [];
  for (const row of order) if (!front.some((other) => better(other, row))) front.push(row);
  return front;
}

/** All designs of a grid of axes, numbered with the last axis counting fastest. */
function grid(axes, most) {
  const count = Math.min(most, axes.reduce((product, {values}) => product * values.length, 1));
  return Array.from({length: count}, (_, design) => {
    let rest = design;
    return [...axes].reverse().map(({values}) => {
      const level = rest % values.length;
      rest = Math.floor(rest / values.length);
      return level;
    }).reverse();
  });
}

const number = (name, unit, values, write = String) => ({
  name, values: values.map(write), numeric: true, numbers: values, unit, set: values.map((value) => [`${name}=${write(value)}`]),
});

export const usualAxes = () => [
  number('array.rows, array.cols', 'count', [8, 16, 32, 64]),
  number('scratchpad.*.size', 'B', [32, 64, 128, 256].map((k) => k * 1024), (bytes) => `${bytes / 1024} KiB`),
  {name: 'array.dataflow', values: ['ws', 'os', 'is'], numeric: false, set: ['ws', 'os', 'is'].map((flow) => [`array.dataflow=${flow}`])},
];

/** Figures of a design by its values' numbers. */
function evaluate(levels) {
  const [array = 0, sram = 0, flow = 0, ...others] = levels;
  const edge = 8 * 2 ** array;
  const rest = others.reduce((sum, level, i) => sum + level * 0.013 * (i + 1), 0);
  const cycles = Math.round(4e7 / edge ** 1.7 * (1 + 0.06 * flow + 0.02 / (1 + sram) + rest) + 5000 * array);
  const energy = 3e7 * (1 + 0.3 * flow - 0.08 * array + 0.01 * sram * sram + 0.2 * rest);
  const area = 1e5 + 90 * edge * edge + 1e5 * 2 ** sram * (1 - 0.01 * rest);
  return {cycles, latency_s: cycles / 8e8, utilization: Math.min(1, 4e7 / (edge * edge * cycles)), energy_pj: energy, area_um2: area};
}

/**
 * @param {{axes?: object[], designs?: number, name?: string, workload?: string, failed?: object[], notes?: string[], detail?: string}} [wanted]
 */
export function sweepDocument({axes = usualAxes(), designs = Infinity, name = 'made_up', workload = 'tiny_cnn_2d', accelerator = 'edge16',
  failed = [], notes = []} = {}) {
  const all = grid(axes, designs);
  const values = all.map(evaluate);
  const seven = (value) => Number(value.toPrecision(7));
  const columns = [
    {name: 'design', values: all.map((_, i) => i)},
    {name: 'accelerator', values: all.map(() => 0), of: [accelerator]}, {name: 'workload', values: all.map(() => 0), of: [workload]},
    {name: 'detail', values: all.map(() => 0), of: ['event']},
    {name: 'bottleneck', values: all.map((levels) => (levels[0] > 1 ? 1 : 0)), of: ['compute', 'dram']},
    ...axes.map((axis, a) => ({name: axis.name, values: all.map((levels) => levels[a]), of: axis.values})),
    ...figures.map((figure) => ({name: figure.name, values: values.map((value) => seven(value[figure.name]))})),
  ];
  const objectives = figures.filter((figure) => ['latency_s', 'energy_pj', 'area_um2'].includes(figure.name));
  const column = (wanted) => columns.find((c) => c.name === wanted).values;
  const front = frontOf(objectives.map((objective) => column(objective.name)), all.map((_, i) => i));
  return {
    format: 1, kind: 'sweep', version: 'test', title: name, source: `${name}.db`, notes, words: sweepWords,
    plan: {name, detail: 'event', strategy: 'grid', accelerators: [accelerator], workloads: [workload], constraints: [], objectives,
      text: `name: ${name}\n`},
    counts: {points: all.length + failed.length, failed: failed.length, designs: all.length, incomplete: 0, shown: all.length},
    axes, metrics: figures, points: {rows: all.length, columns},
    front: front.map((row, i) => ({row, dominates: all.length - i, knee: i === Math.floor(front.length / 2)})),
    hypervolume: 0.9, effects: effectsOf(axes, all, objectives, column),
    errors: failed.length > 0 ? [{error: failed[0].error, points: failed.length}] : [], failed,
    rerun: 'systole run -a {accelerator} -w {workload} --detail {detail} {set}',
  };
}

function effectsOf(axes, all, objectives, column) {
  return objectives.map(({name}) => {
    const logs = column(name).map(Math.log);
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    const variance = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / logs.length || 1;
    const main = axes.map((axis, a) => {
      const groups = axis.values.map((value, level) => ({value, rows: all.flatMap((levels, i) => (levels[a] === level ? [i] : []))}));
      const means = groups.map(({rows}) => rows.reduce((sum, i) => sum + logs[i], 0) / Math.max(1, rows.length));
      const share = groups.reduce((sum, {rows}, g) => sum + rows.length * (means[g] - mean) ** 2, 0) / logs.length / variance;
      return {axis: axis.name, share, values: groups.map(({value, rows}, g) => ({value, designs: rows.length, mean: Math.exp(means[g])}))};
    });
    const pairs = axes.flatMap((a, i) => axes.slice(i + 1).map((b) => ({a: a.name, b: b.name, share: 0.01})));
    return {objective: name, logarithm: true, balanced: true, main, pairs};
  });
}

/** Axes of a sweep of 20,000 designs. */
export const manyAxes = () => [
  number('array.rows, array.cols', 'count', [8, 16, 32, 64, 128]),
  number('scratchpad.*.size', 'B', [32, 64, 128, 256, 512].map((k) => k * 1024), (bytes) => `${bytes / 1024} KiB`),
  {name: 'array.dataflow', values: ['ws', 'os', 'is', 'rs'], numeric: false,
    set: ['ws', 'os', 'is', 'rs'].map((flow) => [`array.dataflow=${flow}`])},
  number('vector.lanes', 'count', [4, 8, 16, 32]),
  number('dram.bandwidth', 'B/s', [3.2, 6.4, 12.8, 25.6, 51.2].map((g) => g * 1e9), (rate) => `${rate / 1e9} GB/s`),
  number('mapping.candidates', 'count', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
];
