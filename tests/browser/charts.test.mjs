// What charts draw, as options and rows, without a browser.
import assert from 'node:assert/strict';
import test from 'node:test';
import {bridges, bridgeSteps} from '../../reports/html/page/src/charts/compare_bridge.js';
import {changes} from '../../reports/html/page/src/charts/compare_layers.js';
import {compared, verdict} from '../../reports/html/page/src/charts/compare_totals.js';
import {axisColours} from '../../reports/html/page/src/charts/colours.js';
import {effectRows, shares} from '../../reports/html/page/src/charts/effects.js';
import {metricText, tickText, times} from '../../reports/html/page/src/charts/metric.js';
import {panelGrid} from '../../reports/html/page/src/charts/panels.js';
import {parallel, parallelChoice, parallelDrawn} from '../../reports/html/page/src/charts/parallel.js';
import {pareto, paretoChoice, paretoRows} from '../../reports/html/page/src/charts/pareto.js';
import {linearTicks, logarithmicTicks, scaleOf} from '../../reports/html/page/src/charts/scale.js';
import {bestRows, frontOfTwo, SweepTable} from '../../reports/html/page/src/charts/sweep_table.js';
import {trendChoice, trendLines} from '../../reports/html/page/src/charts/trend.js';
import {csvText} from '../../reports/html/page/src/plots/csv.js';
import {textWidth} from '../../reports/html/page/src/plots/measure.js';
import {command, shellWord} from '../../reports/html/page/src/sweep/command.js';
import {themes} from '../../reports/html/page/src/theme.js';
import {clashes, contrast} from './support/colour.mjs';
import {compareDocument} from './support/compare_document.mjs';
import {manyAxes, sweepDocument} from './support/sweep_document.mjs';

const table = new SweepTable(sweepDocument());
const all = table.select({});

test('[B11] the front of two figures is what comparing all pairs gives, whichever way is better', () => {
  for (const [x, y] of [['latency_s', 'energy_pj'], ['area_um2', 'utilization'], ['utilization', 'area_um2']]) {
    const sign = (name) => (table.figure(name).goal === 'max' ? -1 : 1);
    const value = (row, name) => sign(name) * table.value(row, name);
    const beats = (a, b) => value(a, x) <= value(b, x) && value(a, y) <= value(b, y)
      && (value(a, x) < value(b, x) || value(a, y) < value(b, y));
    const wanted = all.filter((row) => !all.some((other) => beats(other, row)));
    const found = frontOfTwo(table, all, x, y);
    // Of designs that are the same in both figures one is enough for the line.
    const places = (rows) => [...new Set(rows.map((row) => `${value(row, x)} ${value(row, y)}`))].sort();
    assert.deepEqual(places(found), places(wanted));
    assert.deepEqual(found.map((row) => value(row, x)), found.map((row) => value(row, x)).sort((a, b) => a - b));
  }
});

test('[B11] every point of the scatter is drawn once, and is a row of its file', () => {
  for (const document of [sweepDocument(), sweepDocument({axes: manyAxes(), designs: 5000})]) {
    const points = new SweepTable(document);
    const choice = paretoChoice(points);
    const marks = pareto(points, themes.light, choice).series.filter(({type, id}) => type === 'scatter'
      && id !== 'chosen').flatMap(({data}) => data.map((item) => (item.value ?? item)[2]));
    assert.equal(new Set(marks).size, marks.length);
    assert.deepEqual([...marks].sort((a, b) => a - b).map((row) => points.cell(row, 'design')),
      paretoRows(points, choice).rows.map(([design]) => design).sort((a, b) => a - b));
  }
});

test('[B11] a still picture of many lines keeps the front, and leaves others out evenly', () => {
  const points = new SweepTable(sweepDocument({axes: manyAxes()}));
  const drawn = parallelDrawn(points, parallelChoice(points), true);
  assert.ok(drawn.length > 1000 && drawn.length <= 1200 + points.front.size, String(drawn.length));
  for (const row of points.front.keys()) assert.ok(drawn.includes(row));
  const halves = drawn.filter((row) => row < points.size / 2).length;
  assert.ok(Math.abs(halves - drawn.length / 2) < 0.15 * drawn.length, `${halves} of ${drawn.length}`);
  const lines = parallel(points, themes.light, parallelChoice(points),
    {width: 900, print: true}).series.reduce((sum, {data}) => sum + data.length, 0);
  assert.equal(lines, drawn.length);
});

test('[B11][D8] a point of a trend is the best of its designs, or their geometric mean', () => {
  const choice = {...trendChoice(table, 'cycles'), panel: ''};
  for (const rest of ['best', 'mean']) {
    const {lines, x} = trendLines(table, {...choice, rest});
    assert.equal(lines.length, 3);
    for (const {line, points} of lines) {
      points.forEach(({value, designs}, i) => {
        const cycles = all.filter((row) => table.index(row, x.name) === i
          && table.index(row, choice.line) === line).map((row) => table.value(row, 'cycles'));
        assert.equal(designs, cycles.length);
        const wanted = rest === 'best' ? Math.min(...cycles) : Math.exp(cycles.reduce((sum, c) => sum + Math.log(c), 0) / cycles.length);
        assert.ok(Math.abs(value / wanted - 1) < 1e-9);
      });
    }
  }
  const utilization = trendLines(table, {...trendChoice(table, 'utilization'), panel: ''});
  const best = Math.max(...all.filter((row) => table.index(row, utilization.x.name) === 1).map((row) => table.value(row, 'utilization')));
  assert.equal(Math.max(...utilization.lines.map(({points}) => points[1].value)), best);
});

test('[D8] array size goes across, dataflows are lines, sizes of scratchpads are panels', () => {
  const {x, line, panel, figure} = trendChoice(table);
  assert.deepEqual({x, line, panel, figure},
    {x: 'array.rows, array.cols', line: 'array.dataflow', panel: 'scratchpad.*.size', figure: 'cycles'});
});

test('[B11] the best ten are the ten best, by what each objective is for', () => {
  for (const name of ['latency_s', 'utilization']) {
    const values = all.map((row) => table.value(row, name)).sort((a, b) => (name === 'utilization' ? b - a : a - b));
    assert.deepEqual(bestRows(table, all, name, 10).map((row) => table.value(row, name)), values.slice(0, 10));
  }
});

test('[B11] designs at several levels of detail are judged by the most exact', () => {
  const document = sweepDocument();
  const {columns} = document.points;
  // The first design again, in closed form.
  for (const column of columns) column.values.push(column.name === 'detail' ? 1 : column.values[0]);
  columns.find(({name}) => name === 'detail').of = ['event', 'analytic'];
  document.points.rows += 1;
  const judged = new SweepTable(document).judged;
  assert.equal(judged.length, 48);
  assert.ok(judged.includes(0) && !judged.includes(48));
});

test('[B11] shares of axes and pairs are told for each objective, the small pairs left to the table', () => {
  const {document} = table;
  const {rows, objectives} = shares(document);
  assert.deepEqual(objectives, ['latency_s', 'energy_pj', 'area_um2']);
  assert.equal(rows.length, 3 + 3);
  document.effects.forEach((effect) => { effect.pairs[0].share = 0.001; });
  assert.deepEqual(effectRows(document).rows.map(([name]) => name).length, 5);
  document.effects[2].pairs[0].share = 0.2;
  assert.equal(effectRows(document).rows[3][0], 'array.rows, array.cols with scratchpad.*.size');
});

test('[B11] axes end beyond what they show, and their ticks are round and inside', () => {
  for (const numbers of [[1, 2, 3], [4.4e-5, 3.4e-4], [203280, 41292], [5, 5], [0, 0], [-3, 8], [1e-9, 1e9], [0.994, 0.995]]) {
    const {min, max, ticks, logarithmic} = scaleOf(numbers);
    assert.ok(min <= Math.min(...numbers) && max >= Math.max(...numbers), String(numbers));
    assert.ok(ticks.length >= 2 && ticks.length <= 25, `${numbers}: ${ticks}`);
    for (const tick of ticks) assert.ok(tick >= min * (min > 0 ? 0.999 : 1.001) - 1e-12 && tick <= max * 1.001 + 1e-12,
      `${numbers}: ${ticks}`);
    assert.equal(logarithmic, Math.min(...numbers) > 0 && Math.max(...numbers) / Math.min(...numbers) > 6);
  }
  assert.equal(scaleOf([null, NaN]), null);
  assert.deepEqual(logarithmicTicks(0.9, 60), [1, 2, 5, 10, 20, 50]);
  assert.deepEqual(linearTicks(0, 10), [0, 2, 4, 6, 8, 10]);
});

test('[B11] figures have their units; near ones are told apart where that matters', () => {
  const cases = [[65444, 'cycles', '65,444'], [8.18e-5, 's', '81.8 µs'], [11.7432, 'dB', '11.74 dB'], [0.6162, 'share', '61.6%'],
    [365714, 'um2', '0.366 mm²'], [null, 's', '-']];
  for (const [value, unit, text] of cases) assert.equal(metricText(value, unit), text);
  assert.equal(tickText(50000, 'cycles'), '50k');
  assert.equal(tickText(1e-4, 's'), '100 µs');
  assert.deepEqual([0.63095, 0.001, 12345].map(times), ['0.63×', '1.00e-3×', '1.23e+4×']);
});

test('[B11] what a run is better in follows from what the figure is for', () => {
  assert.equal(verdict({a: 2, b: 1, goal: 'min'}), 1);
  assert.equal(verdict({a: 2, b: 1, goal: 'max'}), -1);
  assert.equal(verdict({a: 2, b: 1}), 0);
  assert.equal(verdict({a: 1, b: 1, goal: 'max'}), 0);
  // What one run has not cannot be a multiple of the other's.
  assert.equal(compared({totals: [{a: 1}, {b: 1}, {a: 0, b: 1}, {a: 1, b: 2}]}).length, 1);
});

test('[B11] the way from A to B goes by the differences, and layers are sorted by theirs', () => {
  const document = compareDocument();
  const steps = bridgeSteps(document, bridges.cycles);
  const whole = (run) => document.cycle_stack.reduce((sum, part) => sum + part[run], 0);
  assert.equal(steps[0].from, whole('a'));
  assert.equal(steps[steps.length - 1].to, whole('b'));
  const sizes = changes(document, 'cycles').map(({difference}) => Math.abs(difference));
  assert.deepEqual(sizes, [...sizes].sort((a, b) => b - a));
  assert.ok(changes(document, 'cycles').some(({b}) => b === null), 'a layer that B lacks');
});

test('[B11] panels stay inside of the width, in rows of about the same length', () => {
  for (const width of [330, 700, 1120]) {
    for (const count of [1, 3, 7, 12]) {
      const {panels, height} = panelGrid(count, {width, least: 150, height: 100});
      assert.equal(panels.length, count);
      for (const {left, width: w, top} of panels) assert.ok(left >= 0 && left + w <= width && top + 100 <= height);
    }
  }
  const {columns} = panelGrid(7, {width: 1120, least: 150, height: 100});
  assert.equal(columns, 4);
});

test('[B11] colours of values in order stand out, and neighbours are told apart', () => {
  for (const theme of [themes.light, themes.dark]) {
    const axis = (count) => ({values: Array.from({length: count}, (_, i) => String(i)), numeric: true});
    for (const colour of axisColours(theme, axis(8))) assert.ok(contrast(colour, theme.surface) >= 2.9,
      `${theme.name} ${colour} ${contrast(colour, theme.surface)}`);
    assert.deepEqual(clashes(axisColours(theme, axis(5)).map((colour, i) => [String(i), colour])), [], theme.name);
  }
});

test('[B11] rows of pictures are CSV that others read', () => {
  assert.equal(csvText({columns: ['a, b', 'c'], rows: [['x "y"', 1.5], ['line\nfeed', null], [0, '']]}),
    '"a, b",c\n"x ""y""",1.5\n"line\nfeed",\n0,\n');
});

test('[B11] words of a command are quoted for a shell, and a template is filled once', () => {
  assert.equal(shellWord('array.rows=16'), 'array.rows=16');
  assert.equal(shellWord("it's"), "'it'\\''s'");
  assert.equal(shellWord(''), "''");
  assert.equal(shellWord('$(touch x)'), "'$(touch x)'");
  const document = sweepDocument({workload: '{set} $& {detail}'});
  assert.match(command(new SweepTable(document), 0), /^systole run -a edge16 -w '\{set\} \$& \{detail\}' /);
});

test('text of pictures is as wide as Helvetica makes it', () => {
  assert.equal(textWidth('iiii', '10px Helvetica'), 4 * 2.22);
  assert.equal(textWidth('W', '12px x'), 0.944 * 12);
  assert.ok(textWidth('W', '600 12px x') > textWidth('W', '12px x'));
});
