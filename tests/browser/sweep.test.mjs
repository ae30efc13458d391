// The report of a sweep in a real browser: of a real sweep, then of documents that no sweep makes.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {after, before} from 'node:test';
import {assertAccessible, assertFits, assertPainted, pixelsOf} from './support/checks.mjs';
import {hostileNames} from './support/hostile_names.mjs';
import {shell, systole} from './support/machine.mjs';
import {drawAll, openDocument, openFile, paintTimes, scratch, startBrowser} from './support/page.mjs';
import {manyAxes, sweepDocument, usualAxes} from './support/sweep_document.mjs';
import {themes} from '../../reports/html/page/src/theme.js';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

/** The shipped sweep, run and reported by the binary. */
function realReport(t) {
  const directory = scratch(t);
  systole(directory, 'sweep', 'tiny_dse', '--out', 'tiny.db', '--quiet');
  systole(directory, 'report', 'tiny.db', '--out', 'tiny.html');
  const rows = systole(directory, 'export',
    'tiny.db').trim().split('\n').map((line) => line.match(/("[^"]*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, '').replace(/"/g, '')));
  const points = rows.slice(1).map((row) => Object.fromEntries(rows[0].map((name, i) => [name, row[i]])));
  return {directory, file: join(directory, 'tiny.html'), points};
}

const text = (page, selector) => page.locator(selector).first().innerText();
const designShown = async (page) => Number((await text(page, '#design-title')).replace('Design ', ''));

/** Where a row's mark is in the window. */
async function markOf(page, chart, [x, y]) {
  const canvas = page.locator(`[data-chart="${chart}"] .canvas`);
  await canvas.scrollIntoViewIfNeeded();
  const at = await page.evaluate(([name, point]) =>
    document.querySelector(`[data-chart="${name}"]`).chart.instance.convertToPixel({xAxisIndex: 0, yAxisIndex: 0}, point), [chart, [x, y]]);
  const box = await canvas.boundingBox();
  return [box.x + at[0], box.y + at[1]];
}

const option = (page, chart, path) => page.evaluate(([name, keys]) =>
  keys.reduce((value, key) => value[key], document.querySelector(`[data-chart="${name}"]`).chart.option), [chart, path]);

test('[B11][D8] a real sweep is shown as its store has it, in both themes and on a small screen', async (t) => {
  const {file, points} = realReport(t);
  for (const how of [{}, {theme: 'dark'}, {width: 390, height: 800}]) {
    const page = await openFile(t, browser, file, how);
    await drawAll(page);
    assert.equal(await text(page, '.total[data-key="designs"] .figure'), '36');
    assert.equal(await text(page, '.total[data-key="front"] .figure'), '9');
    const least = Math.min(...points.map((point) => Number(point.latency_s)));
    assert.equal(await text(page, '.total[data-key="latency_s"] .figure'), `${(least * 1e6).toFixed(1)} µs`);
    const theme = themes[how.theme ?? 'light'];
    await assertPainted(page, 'effects', [theme.hue.blue, theme.hue.sky]);
    for (const chart of ['dse_cycles', 'dse_utilization']) await assertPainted(page, chart, theme.palette.slice(0, 3));
    for (const chart of ['pareto', 'parallel', 'main_effects']) {
      const {ink} = await pixelsOf(page, chart, []);
      assert.ok(ink > 2000, `${chart}: ${ink} pixels`);
    }
    await assertFits(page);
    await assertAccessible(page);
  }
});

test('[D8] the best design of the smallest array, and of the largest, are where the trend shows them', async (t) => {
  const {file, points} = realReport(t);
  const page = await openFile(t, browser, file);
  await drawAll(page);
  const series = await option(page, 'dse_cycles', ['series']);
  // A line is a dataflow, a panel a size of the scratchpads.
  const sizes = ['32 KiB', '64 KiB', '128 KiB', '256 KiB'];
  const flows = ['ws', 'os', 'is'];
  assert.equal(series.length, 12);
  for (const line of series) {
    const wanted = ['8', '16', '32'].map((edge) => Number(points.find((point) => point['array.rows, array.cols'] === edge
      && point['scratchpad.*.size'] === sizes[line.xAxisIndex] && point['array.dataflow'] === flows[Number(line.name)]).cycles));
    assert.deepEqual(line.data, wanted);
  }
});

test('[B11] a click on a design shows it, and its command gives its figures again', async (t) => {
  const {directory, file, points} = realReport(t);
  const page = await openFile(t, browser, file);
  const knee = await designShown(page);
  const wanted = points.find((point) => point['array.rows, array.cols'] === '8' && point['array.dataflow'] === 'os'
    && point['scratchpad.*.size'] === '32 KiB');
  assert.notEqual(knee, Number(wanted.design));
  await page.mouse.click(...await markOf(page, 'pareto', [Number(wanted.latency_s), Number(wanted.energy_pj)]));
  assert.equal(await designShown(page), Number(wanted.design));
  const panel = await text(page, '.design');
  for (const part of ['array.dataflow', 'os', '32 KiB', Number(wanted.cycles).toLocaleString('en')]) assert.ok(panel.includes(part), part);
  const command = await page.locator('.design pre').innerText();
  assert.ok(command.includes('--set array.rows=8'), command);
  const json = JSON.parse(shell(directory, `${command} --json`));
  const cycles = json.totals?.total_cycles ?? json.totals?.cycles ?? json.summary?.totals?.total_cycles;
  assert.equal(cycles, Number(wanted.cycles));
});

test('[B11] the copy button copies the command', async (t) => {
  const page = await openDocument(t, browser, sweepDocument());
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const command = await page.locator('.design pre').innerText();
  await page.locator('.design').getByRole('button', {name: /Copy/}).click();
  await page.locator('.design').getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), command);
});

test('[B11] without a mouse: to the scatter, along its designs, and into one', async (t) => {
  const document = sweepDocument();
  const page = await openDocument(t, browser, document);
  await page.locator('[data-chart="pareto"] .canvas').focus();
  const before = await designShown(page);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const said = await page.locator('#live').innerText();
  const pointed = Number(/design (\d+)/.exec(said)[1]);
  const latency = document.points.columns.find(({name}) => name === 'latency_s').values;
  assert.equal([...latency].filter((value) => value < latency[pointed]).length, 1, 'the second from the left');
  await page.keyboard.press('Enter');
  assert.equal(await designShown(page), pointed);
  assert.notEqual(pointed, before);
  // All that a mouse can do begins at something that has the focus.
  const unreachable = await page.evaluate(() => [...document.querySelectorAll('main button, main select, main a[href], main input, .canvas')]
    .filter((element) => element.tabIndex < 0 || (element.offsetParent !== null && !element.disabled
      && getComputedStyle(element).visibility === 'hidden')).length);
  assert.equal(unreachable, 0);
});

test('[B11] a marked area leaves its designs in the table and in the lines', async (t) => {
  const document = sweepDocument();
  const page = await openDocument(t, browser, document);
  const column = (name) => document.points.columns.find((c) => c.name === name).values;
  const [x, y] = [column('latency_s'), column('energy_pj')];
  const [left, right] = [Math.min(...x) * 0.98, [...x].sort((a, b) => a - b)[11] * 1.02];
  const [low, high] = [Math.min(...y) * 0.98, [...y].sort((a, b) => a - b)[29] * 1.002];
  const inside = x.filter((value, row) => value >= left && value <= right && y[row] <= high).length;
  assert.ok(inside > 2 && inside < 12, `${inside} inside`);
  await page.getByRole('button', {name: 'Mark an area'}).click();
  const from = await markOf(page, 'pareto', [left, high]);
  const to = await markOf(page, 'pareto', [right, low]);
  await page.mouse.move(from[0], from[1]);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, {steps: 4});
  await page.mouse.move(to[0], to[1] + 4, {steps: 4});
  await page.mouse.up();
  const counted = await text(page, '.sweep-filters .count');
  assert.equal(counted, `48 designs, ${inside} of them marked`);
  assert.ok((await page.locator('#all tbody tr').count()) === inside, `${inside} rows`);
  await drawAll(page);
  const lines = (await option(page, 'parallel', ['series'])).reduce((sum, {data}) => sum + data.length, 0);
  assert.equal(lines, inside);
  // Closer, and back: a click moves no mark.
  const span = async () => Math.log((await option(page, 'pareto', ['xAxis', 'max'])) / (await option(page, 'pareto', ['xAxis', 'min'])));
  const whole = await span();
  const zoom = page.getByRole('button', {name: 'Zoom to marked'});
  await zoom.click();
  assert.ok(await span() < 0.8 * whole, `${await span()} of ${whole}`);
  const drawn = (await option(page, 'pareto', ['series'])).filter(({type, id}) => type === 'scatter'
    && id !== 'chosen').reduce((sum, {data}) => sum + data.length, 0);
  assert.equal(drawn, inside);
  await zoom.click();
  assert.equal(await span(), whole);
  assert.equal(await text(page, '.sweep-filters .count'), counted);
  await page.getByRole('button', {name: 'Show all designs'}).click();
  assert.equal(await text(page, '.sweep-filters .count'), '48 designs');
  assert.equal(await zoom.isDisabled(), true);
});

test('[B11] a design that is pointed at says what it is', async (t) => {
  for (const document of [sweepDocument(), sweepDocument({axes: manyAxes()})]) {
    const page = await openDocument(t, browser, document);
    const column = (name) => document.points.columns.find((c) => c.name === name).values;
    const latency = column('latency_s');
    const slowest = latency.indexOf(Math.max(...latency));
    const [x, y] = await markOf(page, 'pareto', [latency[slowest], column('energy_pj')[slowest]]);
    await page.mouse.move(x - 40, y);
    await page.mouse.move(x, y, {steps: 3});
    await page.locator('.chart-tip .facts-title').filter({hasText: `design ${slowest}`}).waitFor();
    const said = await page.locator('.chart-tip').first().innerText();
    for (const part of ['latency', 'energy', 'area', 'array.dataflow']) assert.ok(said.includes(part), said);
    await page.mouse.click(x, y);
    assert.equal(await designShown(page), slowest);
    const ring = await page.evaluate(() => document.querySelector('[data-chart="pareto"]').chart.instance.getOption().series.find(({id}) => id === 'chosen').data[0]);
    assert.equal(ring[2], slowest);
  }
});

test('[B11] a marked part of an axis of the lines leaves its designs in the table', async (t) => {
  const document = sweepDocument();
  const page = await openDocument(t, browser, document);
  await page.locator('[data-chart="parallel"]').scrollIntoViewIfNeeded();
  await page.waitForSelector('[data-chart="parallel"] .canvas[data-drawn]');
  const places = await page.evaluate(() => {
    const {instance} = document.querySelector('[data-chart="parallel"]').chart;
    const model = instance.getModel().getComponent('parallel');
    // Both ends of the second value of the third axis, dataflow.
    const dim = model.coordinateSystem.dimensions[2];
    const layout = model.coordinateSystem.getAxisLayout(dim);
    const axis = model.coordinateSystem.getAxis(dim);
    return {x: layout.position[0], base: layout.position[1], at: axis.dataToCoord(1)};
  });
  const box = await page.locator('[data-chart="parallel"] .canvas').boundingBox();
  const y = box.y + places.base - places.at;
  await page.mouse.move(box.x + places.x, y - 20);
  await page.mouse.down();
  await page.mouse.move(box.x + places.x, y, {steps: 4});
  await page.mouse.move(box.x + places.x, y + 20, {steps: 4});
  await page.mouse.up();
  await page.waitForFunction(() => /marked/.test(document.querySelector('.sweep-filters .count').textContent));
  assert.equal(await text(page, '.sweep-filters .count'), '48 designs, 16 of them marked');
  assert.equal(await page.locator('#all tbody tr').count(), 16);
});

test('[B11] axes, colours and filters are chosen; what is drawn follows', async (t) => {
  const page = await openDocument(t, browser, sweepDocument());
  await drawAll(page);
  const chart = page.locator('[data-chart="pareto"]');
  await chart.getByLabel('Across', {exact: true}).selectOption('area_um2');
  assert.match(await option(page, 'pareto', ['xAxis', 'name']), /^area/);
  await chart.getByLabel('Colour', {exact: true}).selectOption('bottleneck');
  assert.ok((await chart.locator('.key').innerText()).includes('DRAM'));
  await page.locator('.sweep-filters').getByLabel('array.dataflow').selectOption('os');
  assert.equal(await text(page, '.sweep-filters .count'), '16 designs');
  assert.equal(await page.locator('#all tbody tr').count(), 16);
  const drawn = (await option(page, 'pareto', ['series'])).filter(({type, id}) => type === 'scatter'
    && id !== 'chosen').reduce((sum, {data}) => sum + data.length, 0);
  assert.equal(drawn, 16);
  await page.locator('#trends').getByLabel('Panels').selectOption('array.dataflow');
  assert.equal((await option(page, 'dse_cycles', ['grid'])).length, 3);
});

test('[B11] tables sort by a press on their heads, figures by size', async (t) => {
  const document = sweepDocument();
  const page = await openDocument(t, browser, document);
  const head = page.locator('#all thead th', {hasText: /^energy/}).first();
  await head.getByRole('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  const index = await head.evaluate((cell) => cell.cellIndex);
  const designs = await page.locator('#all tbody tr').evaluateAll((rows) => rows.map((row) => Number(row.cells[0].innerText)));
  const energy = document.points.columns.find(({name}) => name === 'energy_pj').values;
  const sorted = designs.map((design) => energy[design]);
  assert.deepEqual(sorted, [...sorted].sort((a, b) => b - a));
  assert.ok(index > 0 && designs.length === 48);
  const best = await page.locator('.best').first().locator('tbody tr').evaluateAll((rows) => rows.map((row) => Number(row.cells[0].innerText)));
  const latency = document.points.columns.find(({name}) => name === 'latency_s').values;
  assert.equal(best.length, 10);
  assert.deepEqual(best.map((design) => latency[design]), [...latency].sort((a, b) => a - b).slice(0, 10));
});

test('[B11] a real sweep of two networks on two chips, of which some designs fail, is judged over both', async (t) => {
  const directory = scratch(t);
  writeFileSync(join(directory, 'two.yaml'), `name: two
accelerators: [edge16, edge32]
workloads: [tiny_cnn_2d, signal_cnn_1d]
detail: analytic
axes:
  - {keys: [array.rows, array.cols], values: [8, 16, 32]}
  - {key: array.dataflow, values: [ws, os, is]}
  - {key: scratchpad.ifmap.size, values: [64 B, 32 KiB]}
objectives: [{metric: latency_s, over: geomean}, {metric: energy_pj, workload: tiny_cnn_2d}]
strategy: grid
`);
  systole(directory, 'sweep', 'two.yaml', '--out', 'two.db', '--quiet');
  systole(directory, 'report', 'two.db', '--out', 'two.html');
  const pareto = JSON.parse(systole(directory, 'pareto', 'two.db', '--json'));
  const page = await openFile(t, browser, join(directory, 'two.html'));
  await drawAll(page);
  assert.equal(await text(page, '.total[data-key="designs"] .figure'), String(pareto.designs));
  assert.equal(await text(page, '.total[data-key="failed"] .figure'), String(pareto.failed));
  const front = pareto.front.map(({design}) => design);
  const marks = async () => (await option(page, 'pareto', ['series'])).find(({name}) => name === 'on the front').data.length;
  const rows = () => page.locator('#front tbody tr').evaluateAll((all) => all.map((row) => Number(row.cells[0].innerText)));
  for (const workload of ['tiny_cnn_2d', 'signal_cnn_1d']) {
    await page.locator('.sweep-filters').getByLabel('workload').selectOption(workload);
    assert.equal(await marks(), front.length);
    assert.deepEqual(await rows(), front);
    assert.ok((await page.locator('.design pre').innerText()).includes(`-w ${workload} `));
    assert.equal(await designShown(page), front[0]);
  }
  await page.locator('.sweep-filters').getByLabel('accelerator').selectOption('edge32');
  const shown = await page.locator('#all tbody tr').evaluateAll((all) => all.map((row) => row.cells[1].innerText));
  assert.ok(shown.length > 0 && shown.every((chip) => chip === 'edge32'), String(shown));
  const failed = await page.locator('#failed tbody tr').count();
  assert.ok(failed > pareto.failed, 'each failed point, and each error');
});

test('[B11] failed points are listed with their errors, most frequent first', async (t) => {
  const axes = usualAxes();
  const failed = Array.from({length: 5}, (_, i) => ({
    design: 48 + i, accelerator: 'edge16', workload: 'tiny_cnn_2d', detail: 'event', axes: ['8', '32 KiB', 'ws'],
      error: 'timed out after 60 s',
  }));
  const page = await openDocument(t, browser, sweepDocument({axes, failed}));
  assert.equal(await text(page, '.total[data-key="failed"] .figure'), '5');
  const section = await page.locator('#failed').innerText();
  assert.ok(section.includes('timed out after 60 s') && section.includes('52'));
});

test('[B11] a sweep of one design, and one where all failed, are shown as what they are', async (t) => {
  const one = sweepDocument({axes: usualAxes().map((axis) => ({...axis, values: axis.values.slice(0, 1)}))});
  const page = await openDocument(t, browser, one);
  await drawAll(page);
  assert.equal(await text(page, '.total[data-key="designs"] .figure'), '1');
  const none = sweepDocument({failed: [{design: 0, accelerator: 'a', workload: 'w', detail: 'event', axes: ['8', '32 KiB', 'ws'],
    error: 'no room'}]});
  none.points = {rows: 0, columns: none.points.columns.map((column) => ({...column, values: []}))};
  Object.assign(none, {front: [], effects: [], hypervolume: undefined, counts: {points: 1, failed: 1, designs: 0, incomplete: 1, shown: 0}});
  const empty = await openDocument(t, browser, none);
  assert.ok((await empty.locator('#failed').innerText()).includes('no room'));
});

test('[B11] hostile names stay texts', async (t) => {
  const axes = usualAxes();
  const set = (values) => values.map((value) => [`key=${value}`]);
  axes[2] = {name: hostileNames[0], values: hostileNames, numeric: false, set: set(hostileNames)};
  axes[3] = {name: '__proto__', values: ['constructor', hostileNames[5]], numeric: false, set: set(['a', 'b'])};
  const document = sweepDocument({axes, name: hostileNames[0], workload: hostileNames[1], accelerator: hostileNames[6], notes: hostileNames,
    failed: [{design: 1, accelerator: 'a', workload: hostileNames[2], detail: 'event', axes: hostileNames.slice(0, 4),
      error: hostileNames[7]}]});
  for (const width of [1280, 390]) {
    const page = await openDocument(t, browser, document, {width});
    await drawAll(page);
    await page.locator('[data-chart="pareto"]').getByLabel('Colour', {exact: true}).selectOption({index: 2});
    await page.locator('#trends').getByLabel('Lines').selectOption({index: 3});
    await page.locator('[data-chart="pareto"] .canvas').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
    assert.deepEqual(await page.evaluate(() => Object.keys(Object.prototype)), []);
    assert.equal(await page.locator('main script, main img, main b').count(), 0);
    assert.ok((await page.locator('main').innerText()).includes('<img src=x'));
    await assertFits(page);
    await assertAccessible(page);
  }
});

test('[B11] a command of hostile settings is one that a shell takes as they are', async (t) => {
  const axes = [{name: 'key', values: hostileNames, numeric: false, set: hostileNames.map((value) => [`key=${value}`])}];
  const document = sweepDocument({axes, workload: hostileNames[2], accelerator: hostileNames[4]});
  document.rerun = 'printf "%s\\n" -a {accelerator} -w {workload} --detail {detail} {set}';
  const page = await openDocument(t, browser, document);
  const shown = await page.locator('.design pre').evaluate((pre) => pre.textContent);
  const design = await designShown(page);
  const words = shell(scratch(t), shown.replaceAll('\0', '')).trimEnd().split('\n');
  assert.deepEqual(words, ['-a', hostileNames[4], '-w', hostileNames[2], '--detail', 'event', '--set',
    `key=${hostileNames[design]}`].map((word) => word.replaceAll('\0', '')));
});

test('[B11] on paper every chart is there, as a drawing', async (t) => {
  const page = await openDocument(t, browser, sweepDocument());
  await page.emulateMedia({media: 'print'});
  await page.waitForFunction(() => [...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('.paper svg')));
  const shapes = await page.locator('.paper svg').evaluateAll((pictures) => pictures.map((svg) => svg.querySelectorAll('path, rect').length));
  assert.equal(shapes.length, 6);
  for (const count of shapes) assert.ok(count > 15, String(shapes));
  assert.equal(await page.locator('.sweep-filters').isVisible(), false);
});

test('[B11] 20,000 designs are shown, marked and filtered', async (t) => {
  const document = sweepDocument({axes: manyAxes()});
  assert.equal(document.points.rows, 20000);
  const page = await openDocument(t, browser, document);
  const [first, ready] = await paintTimes(page);
  t.diagnostic(`20,000 designs: first paint after ${first.toFixed(0)} ms, ready after ${ready.toFixed(0)} ms`);
  assert.equal(await text(page, '.total[data-key="designs"] .figure'), '20,000');
  await page.waitForSelector('[data-chart="pareto"] .canvas[data-drawn]');
  t.diagnostic(`20,000 designs: scatter drawn after ${(await page.evaluate(() => performance.now())).toFixed(0)} ms`);
  const beginning = Date.now();
  await page.locator('.sweep-filters').getByLabel('array.dataflow').selectOption('os');
  assert.equal(await text(page, '.sweep-filters .count'), '5,000 designs');
  t.diagnostic(`20,000 designs: filtered and drawn in ${Date.now() - beginning} ms`);
  // Any of the crowd can be clicked, not only the front.
  const column = (name) => document.points.columns.find((c) => c.name === name).values;
  const front = new Set(document.front.map(({row}) => row));
  const far = column('latency_s').map((value, row) => [value, row]).filter(([, row]) => !front.has(row)
    && column('array.dataflow')[row] === 1).sort((a, b) => b[0] - a[0])[0][1];
  await page.mouse.click(...await markOf(page, 'pareto', [column('latency_s')[far], column('energy_pj')[far]]));
  const shown = await designShown(page);
  assert.equal(column('latency_s')[shown], column('latency_s')[far]);
});
