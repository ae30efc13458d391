// The report of two runs in a real browser.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import test, {after, before} from 'node:test';
import {themes} from '../../reports/html/page/src/theme.js';
import {assertAccessible, assertFits, assertPainted, pixelsOf} from './support/checks.mjs';
import {compareDocument} from './support/compare_document.mjs';
import {hostileNames} from './support/hostile_names.mjs';
import {systole} from './support/machine.mjs';
import {drawAll, openDocument, openFile, paintTimes, scratch, startBrowser} from './support/page.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

test('[B11] two real runs are compared as the console compares them, differences first', async (t) => {
  const directory = scratch(t);
  systole(directory, 'run', '-a', 'edge16', '-w', 'tiny_cnn_2d', '--out', 'a', '--quiet');
  systole(directory, 'run', '-a', 'edge16', '-w', 'tiny_cnn_2d', '--set', 'array.rows=32', '--set', 'array.cols=32', '--out', 'b', '--quiet');
  systole(directory, 'report', 'a', 'b', '--out', 'ab.html');
  const wanted = JSON.parse(systole(directory, 'compare', 'a', 'b', '--json'));
  for (const how of [{}, {theme: 'dark'}, {width: 390, height: 800}]) {
    const page = await openFile(t, browser, join(directory, 'ab.html'), how);
    await drawAll(page);
    const sections = await page.locator('main > section').evaluateAll((all) => all.map(({id}) => id));
    assert.deepEqual(sections.slice(0, 5), ['changed', 'totals', 'cycles', 'energy', 'layers']);
    const cells = (selector) => page.locator(selector).evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
    assert.deepEqual(await cells('#changed tbody tr'), [['array.rows', '16', '32'], ['array.cols', '16', '32']]);
    const causes = await cells('#cycles .table tbody tr');
    const sides = (rows, a, b) => rows.map((row) => [row[a], row[b]].map((cell) => Number(cell.replace(/,/g, ''))));
    assert.deepEqual(sides(causes, 1, 3), wanted.cycle_stack.filter(({a, b}) => a || b).map(({a, b}) => [a, b]));
    const layers = await cells('#layers tbody tr');
    assert.deepEqual(layers.slice(0, 3).map(([name]) => name), ['conv3', 'conv2', 'conv1']);
    const layer = (name) => wanted.layers.find((one) => one.layer === name);
    assert.deepEqual(sides(layers, 2, 3), layers.map(([name]) => [layer(name).a.cycles, layer(name).b.cycles]));
    const {hue} = themes[how.theme ?? 'light'];
    await assertPainted(page, 'totals', [hue.blue, hue.vermilion]);
    await assertPainted(page, 'cycles_from_a_to_b', [hue.blue, hue.vermilion, hue.grey]);
    await assertPainted(page, 'layers', [hue.blue]);
    await assertFits(page);
    await assertAccessible(page);
  }
});

test('[B11] the way from A to B begins at A, ends at B, and what is drawn is the difference', async (t) => {
  const document = compareDocument();
  const page = await openDocument(t, browser, document);
  await drawAll(page);
  const [low, high] = await page.evaluate(() => document.querySelector('[data-chart="cycles_from_a_to_b"]').chart.option.series.map(({data}) =>
    data.map((item) => item.value ?? item)));
  const whole = (run) => document.cycle_stack.reduce((sum, part) => sum + part[run], 0);
  assert.equal(high[0], whole('a'));
  assert.equal(high[high.length - 1], whole('b'));
  let level = whole('a');
  document.cycle_stack.forEach(({a, b}, i) => {
    assert.equal(low[i + 1], Math.min(level, level + b - a));
    assert.equal(high[i + 1], Math.abs(b - a));
    level += b - a;
  });
});

test('[B11] better and worse follow from what a total is for', async (t) => {
  const page = await openDocument(t, browser, compareDocument());
  const rows = await page.locator('#totals tbody tr').evaluateAll((all) => all.map((row) => [row.cells[0].innerText,
    row.cells[4].innerText]));
  const less = Object.fromEntries(rows);
  // B takes fewer cycles here; its throughput was made to fall with them, and its MACs are the same.
  assert.equal(less.cycles, 'better');
  assert.equal(less.throughput, 'worse');
  assert.equal(less.MACs, '–');
  assert.equal(await page.locator('.total[data-key="macs"]').count(), 0);
});

test('[B11] layers are compared by what is chosen, and sorted by what is pressed', async (t) => {
  const document = compareDocument();
  const page = await openDocument(t, browser, document);
  await drawAll(page);
  const drawn = () => page.evaluate(() => document.querySelector('[data-chart="layers"]').chart.option.series[0].data.map(({value}) => value));
  const differences = (figure) => document.layers.map(({a, b}) => (b?.[figure] ?? 0) - (a?.[figure] ?? 0)).filter((d) => d !== 0).sort((x,
    y) => Math.abs(y) - Math.abs(x));
  assert.deepEqual(await drawn(), differences('cycles'));
  await page.locator('[data-chart="layers"]').getByLabel('Figure', {exact: true}).selectOption('dram_bytes');
  assert.deepEqual(await drawn(), differences('dram_bytes'));
  // The one that costs nothing is not listed; the one that B lacks is.
  const names = () => page.locator('#layers tbody tr').evaluateAll((rows) => rows.map((row) => row.cells[0].innerText));
  assert.equal((await names()).length, document.layers.length - 1);
  assert.ok((await names()).includes('conv6'));
  await page.locator('#layers thead th').nth(2).getByRole('button').press('Enter');
  const cycles = new Map(document.layers.map(({name, a}) => [name, a.cycles]));
  const sorted = (await names()).map((name) => cycles.get(name));
  assert.deepEqual(sorted, [...sorted].sort((a, b) => b - a));
});

test('[B11] without a mouse: each bar is read out', async (t) => {
  const page = await openDocument(t, browser, compareDocument());
  await page.locator('[data-chart="totals"] .canvas').focus();
  await page.keyboard.press('ArrowRight');
  const said = await page.locator('#live').innerText();
  assert.match(said, /^cycles, A [\d,]+, B [\d,]+, B\/A 0\.\d\d×, better$/);
});

test('[B11] two runs of the same say so', async (t) => {
  const document = compareDocument({keys: []});
  for (const layer of document.layers) layer.b = layer.a;
  for (const list of [document.totals, document.cycle_stack, document.components]) for (const row of list) row.b = row.a;
  const page = await openDocument(t, browser, document);
  await drawAll(page);
  const all = await page.locator('main').innerText();
  for (const part of ['All totals are the same', 'The configs are the same', 'The same in both']) assert.ok(all.includes(part), part);
});

test('[B11] 1,000 layers with hostile names stay texts and are shown', async (t) => {
  const document = compareDocument({
    layers: 1000, name: (i) => (i < hostileNames.length ? hostileNames[i] : `block${i}.${hostileNames[i % 5]}`),
      source: [hostileNames[0], hostileNames[6]],
    keys: hostileNames.map((path, i) => ({path, a: hostileNames[(i + 1) % hostileNames.length], b: path, default: false})),
      notes: hostileNames,
  });
  for (const width of [1280, 390]) {
    const page = await openDocument(t, browser, document, {width});
    const [first, ready] = await paintTimes(page);
    t.diagnostic(`1,000 layers at ${width} px: first paint after ${first.toFixed(0)} ms, ready after ${ready.toFixed(0)} ms`);
    await drawAll(page);
    assert.ok((await pixelsOf(page, 'layers', [])).ink > 2000);
    assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
    assert.deepEqual(await page.evaluate(() => Object.keys(Object.prototype)), []);
    assert.equal(await page.locator('main script, main img, main b').count(), 0);
    await assertFits(page);
    await assertAccessible(page);
  }
});

test('[B11] on paper every chart is there, as a drawing', async (t) => {
  const page = await openDocument(t, browser, compareDocument());
  await page.emulateMedia({media: 'print'});
  await page.waitForFunction(() => [...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('.paper svg')));
  assert.equal(await page.locator('.paper svg').count(), 4);
});
