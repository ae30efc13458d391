// What a reader does with the report of a run: point, zoom, sort, filter, and all of it with keys alone.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test, {after, before} from 'node:test';
import {themes} from '../../reports/html/page/src/theme.js';
import {pixelsOf} from './support/checks.mjs';
import {drawAll, openDocument, startBrowser} from './support/page.mjs';
import {runDocument} from './support/run_document.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

const canvasOf = (page, name) => page.locator(`[data-chart="${name}"] .canvas`);
const tipOf = (page, name) => page.locator(`[data-chart="${name}"] .facts-box:visible`);
const live = (page) => page.locator('#live').textContent();
const grouped = (value) => value.toLocaleString('en');

test('[B11] pointing at a bar says the layer and its cycles by cause', async (t) => {
  const document = runDocument();
  const page = await openDocument(t, browser, document);
  const canvas = canvasOf(page, 'cycle_stack');
  await canvas.scrollIntoViewIfNeeded();
  await drawAll(page);
  const box = await canvas.boundingBox();
  // The third of eight bars: the plot leaves 8 px above and 46 below.
  await page.mouse.move(box.x + box.width * 0.3, box.y + 8 + ((box.height - 54) * 2.5) / 8);
  const text = await tipOf(page, 'cycle_stack').innerText();
  assert.match(text, /stage0\.conv2/);
  for (const cycles of document.stack.rows[2].cycles.filter((n) => n > 0)) assert.ok(text.includes(grouped(cycles)), `${cycles} in ${text}`);
});

test('[B11] the table of layers sorts by any column, either way', async (t) => {
  const document = runDocument({layers: 30});
  const page = await openDocument(t, browser, document);
  const table = page.locator('#layers table');
  const names = () => table.locator('tbody th').allInnerTexts();
  const at = document.layers.columns.indexOf('total_cycles');
  const bySize = [...document.layers.rows].sort((a, b) => b[at] - a[at]).map(([name]) => name);
  const header = table.getByRole('button', {name: 'cycles', exact: true});
  await header.click();
  assert.deepEqual(await names(), bySize);
  assert.equal(await table.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
  await header.click();
  assert.deepEqual(await names(), bySize.reverse());
  assert.equal(await table.locator('th[aria-sort]').getAttribute('aria-sort'), 'ascending');
  // Names as people count: conv2 before conv10.
  await table.getByRole('button', {name: 'layer', exact: true}).click();
  assert.deepEqual((await names()).slice(0, 4), ['stage0.conv0', 'stage0.conv1', 'stage0.conv2', 'stage0.conv3']);
});

test('[B11] the table of layers filters by name, by comparison and by what a column holds', async (t) => {
  const document = runDocument({layers: 30});
  const page = await openDocument(t, browser, document);
  const at = (name) => document.layers.columns.indexOf(name);
  const shown = () => page.locator('#layers tbody tr').count();
  const count = page.locator('#layers .count');
  const field = page.getByLabel('Filter layers');
  await field.fill('stage1');
  assert.equal(await shown(), 10);
  assert.equal(await count.textContent(), '10 of 30 layers');
  await field.fill('cycles > 30000');
  assert.equal(await shown(), document.layers.rows.filter((row) => row[at('total_cycles')] > 30000).length);
  await field.fill('stage1 cycles>=20,000 util < 70%');
  assert.equal(await shown(), document.layers.rows.filter((row) => row[0].startsWith('stage1')
    && row[at('total_cycles')] >= 20000 && row[at('utilization')] < 0.7).length);
  await field.fill('');
  await page.locator('#layers').getByLabel('kind').selectOption('linear');
  assert.equal(await shown(), 6);
  await field.fill('nothing has this name');
  assert.equal(await shown(), 0);
  assert.equal(await count.textContent(), '0 of 30 layers');
});

test('[B11] all columns of layers.csv are there when asked for', async (t) => {
  const document = runDocument();
  document.layers.columns.push('order');
  document.layers.rows.forEach((row) => row.push('mnk'));
  const page = await openDocument(t, browser, document);
  const before = await page.locator('#layers thead th').count();
  await page.getByRole('button', {name: `All ${document.layers.columns.length} columns`}).click();
  assert.equal(before, document.layers.columns.length - 1);
  assert.equal(await page.locator('#layers thead th').count(), document.layers.columns.length);
});

test('[B11] the timeline zooms to a layer, by its list and by pressing a span', async (t) => {
  const document = runDocument();
  const page = await openDocument(t, browser, document);
  await canvasOf(page, 'timeline').scrollIntoViewIfNeeded();
  await drawAll(page);
  const range = page.locator('.range');
  assert.match(await range.textContent(), new RegExp(`^cycles 0 – ${grouped(document.timeline.cycles)}:`));
  const load = themes.light.of('load');
  const far = await pixelsOf(page, 'timeline', [load]);
  const [begin, end] = document.timeline.tracks[0].spans[3];
  await page.locator('#timeline').getByLabel('Layer', {exact: true}).selectOption('3');
  const window = (await range.textContent()).match(/[\d,]+/g).map((n) => Number(n.replace(/,/g, '')));
  assert.ok(window[0] <= begin && window[1] >= end, `${window} holds ${begin}, ${end}`);
  assert.ok(window[1] - window[0] < 1.2 * (end - begin), 'not much else is seen');
  assert.notDeepEqual(await pixelsOf(page, 'timeline', [load]), far);
  await page.getByRole('button', {name: 'Whole run'}).click();
  assert.deepEqual(await pixelsOf(page, 'timeline', [load]), far);
  // The middle of the last layer on the track of layers.
  const canvas = canvasOf(page, 'timeline');
  const box = await canvas.boundingBox();
  const [from, to] = document.timeline.tracks[0].spans[7];
  const [left, right] = [84, 14];
  const x = box.x + left + ((box.width - left - right) * (from + to)) / 2 / document.timeline.cycles;
  await page.mouse.move(x, box.y + 20);
  assert.match(await tipOf(page, 'timeline').innerText(), /stage0\.conv7/);
  await page.mouse.click(x, box.y + 20);
  assert.equal(await page.locator('#timeline').getByLabel('Layer', {exact: true}).inputValue(), '7');
});

test('[B11] a layer that is chosen before the timeline is in view is what it then shows', async (t) => {
  const document = runDocument();
  const page = await openDocument(t, browser, document, {height: 500});
  const drawn = () => page.locator('[data-chart="timeline"] canvas').count();
  assert.equal(await drawn(), 0);
  // Without scrolling there, as a script of an assistive tool may.
  await page.locator('#timeline select').evaluate((it) => {
    it.value = '3';
    it.dispatchEvent(new Event('change'));
  });
  const chosen = await page.locator('.range').textContent();
  await drawAll(page);
  assert.equal(await drawn(), 1);
  const near = await pixelsOf(page, 'timeline', [themes.light.of('load')]);
  assert.equal(await page.locator('.range').textContent(), chosen);
  await page.getByRole('button', {name: 'Whole run'}).click();
  assert.notDeepEqual(await pixelsOf(page, 'timeline', [themes.light.of('load')]), near);
});

test('[B11] the wheel zooms the timeline with Ctrl and scrolls the page without; dragging moves it', async (t) => {
  const document = runDocument();
  const page = await openDocument(t, browser, document);
  const canvas = canvasOf(page, 'timeline');
  await canvas.scrollIntoViewIfNeeded();
  await drawAll(page);
  const window = async () => (await page.locator('.range').textContent()).match(/[\d,]+/g).map((n) => Number(n.replace(/,/g, ''))).slice(0, 2);
  const middle = async () => {
    const box = await canvas.boundingBox();
    return [box.x + box.width / 2, box.y + 40];
  };
  await page.mouse.move(...await middle());
  const scrolled = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, -120);
  await page.waitForFunction((before) => scrollY !== before, scrolled);
  assert.deepEqual(await window(), [0, document.timeline.cycles]);
  await page.mouse.move(...await middle());
  await page.keyboard.down('Control');
  for (let i = 0; i < 4; ++i) await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  await page.waitForFunction(() => !/^cycles 0 /.test(document.querySelector('.range').textContent));
  const [begin, end] = await window();
  assert.ok(end - begin < document.timeline.cycles * 0.9, `${begin} – ${end}`);
  const [x, y] = await middle();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 100, y, {steps: 5});
  await page.mouse.up();
  const moved = await window();
  assert.ok(moved[0] < begin, `${moved} after ${begin}`);
  assert.ok(Math.abs((moved[1] - moved[0]) - (end - begin)) <= 2, 'as wide as before');
});

test('[B11] pointing at the counters says what each buffer holds there', async (t) => {
  const document = runDocument();
  const page = await openDocument(t, browser, document);
  const canvas = canvasOf(page, 'timeline');
  await canvas.scrollIntoViewIfNeeded();
  await drawAll(page);
  const box = await canvas.boundingBox();
  // Four tracks of 26 px below 8, then 46 to the first counter, which is 46 high.
  await page.mouse.move(box.x + box.width / 2, box.y + 8 + 4 * 26 + 46 + 23);
  const text = await tipOf(page, 'timeline').innerText();
  const cycle = Number(text.match(/cycle ([\d,]+)/)[1].replace(/,/g, ''));
  const held = document.timeline.counters[0].points.filter(([at]) => at <= cycle).pop()[1];
  assert.ok(text.includes(`${(held / 1024).toFixed(held < 10220 ? 2 : 1)} KiB`), `${held} B at ${cycle} in ${text}`);
  assert.match(text, /DRAM reads in flight/);
});

test('[B11] keys alone reach everything, in the order of the page, and what has the focus is seen', async (t) => {
  const page = await openDocument(t, browser, runDocument());
  await drawAll(page);
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, select, input, summary, [tabindex="0"]')];
    return all.filter((it) => it.checkVisibility() && !it.disabled).length;
  });
  const met = [];
  for (let i = 0; i < wanted + 5; ++i) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(() => {
      const it = document.activeElement;
      if (it === document.body) return null;
      it.dataset.met = String(Number(it.dataset.met ?? 0) + 1);
      const {outlineStyle, outlineWidth} = getComputedStyle(it);
      return {what: `${it.tagName} ${it.className} ${it.textContent.slice(0, 20)}`, again: it.dataset.met !== '1',
        seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2};
    });
    if (!now || now.again) break;
    met.push(now);
  }
  assert.match(met[0].what, /Skip to the report/);
  assert.deepEqual(met.filter(({seen}) => !seen).map(({what}) => what), []);
  assert.equal(met.length, wanted);
});

test('[B11] arrow keys walk through a chart and read it out; keys zoom and move the timeline', async (t) => {
  const document = runDocument();
  const page = await openDocument(t, browser, document);
  await canvasOf(page, 'cycle_stack').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.match(await live(page), /^stage0\.conv1, mac /);
  assert.match(await tipOf(page, 'cycle_stack').innerText(), /stage0\.conv1/);
  await page.keyboard.press('End');
  assert.match(await live(page), /^stage0\.conv7, /);
  await canvasOf(page, 'roofline').focus();
  await page.keyboard.press('Home');
  const lowest = document.roofline.points.reduce((a, b) => (b.intensity < a.intensity ? b : a));
  assert.match(await live(page), new RegExp(`^${document.layers.rows[lowest.layer][0].replace('.', '\\.')}, intensity `));
  await canvasOf(page, 'timeline').focus();
  const cycles = document.timeline.cycles;
  const window = async () => (await page.locator('.range').textContent()).match(/[\d,]+/g).map((n) => Number(n.replace(/,/g, '')));
  await page.keyboard.press('+');
  const [begin, end] = await window();
  assert.ok(Math.abs(end - begin - cycles / 2) <= 2, `${begin} – ${end}`);
  await page.keyboard.press('ArrowRight');
  assert.ok((await window())[0] > begin);
  await page.keyboard.press('0');
  assert.deepEqual((await window()).slice(0, 2), [0, cycles]);
});

test('[B11] each chart is also a table, and a drawing to take away', async (t) => {
  const document = runDocument();
  const page = await openDocument(t, browser, document);
  for (const name of ['cycle_stack', 'roofline', 'timeline', 'traffic', 'energy']) {
    const chart = page.locator(`[data-chart="${name}"]`);
    await chart.getByRole('button', {name: 'Table'}).click();
    assert.equal(await chart.locator('tbody tr').count(), 8, name);
    const [file] = await Promise.all([page.waitForEvent('download'), chart.getByRole('button', {name: /SVG/}).click()]);
    assert.equal(file.suggestedFilename(), `${name}.svg`);
    const drawing = readFileSync(await file.path(), 'utf8');
    assert.match(drawing, /^<svg [\s\S]*<\/svg>\s*$/);
    // It stands alone: colours are explained in it.
    if (name === 'cycle_stack') for (const {label} of Object.values(document.words.causes)) assert.ok(drawing.includes(`>${label}<`), label);
  }
});

test('[B11] a series that is switched off is gone from the chart, and comes back', async (t) => {
  const page = await openDocument(t, browser, runDocument());
  await drawAll(page);
  const mac = themes.light.of('mac');
  const before = (await pixelsOf(page, 'cycle_stack', [mac]))[mac];
  const button = page.locator('[data-chart="cycle_stack"] .legend').getByRole('button', {name: 'mac'});
  await button.click();
  assert.equal(await button.getAttribute('aria-pressed'), 'false');
  assert.equal((await pixelsOf(page, 'cycle_stack', [mac]))[mac], 0);
  await button.click();
  assert.equal((await pixelsOf(page, 'cycle_stack', [mac]))[mac], before);
});

test('[B11] stacks can be put in order of size and scaled to shares', async (t) => {
  const document = runDocument();
  const page = await openDocument(t, browser, document);
  const chart = page.locator('[data-chart="cycle_stack"]');
  await chart.getByLabel('Order').selectOption('size');
  await chart.locator('.canvas').focus();
  await page.keyboard.press('Home');
  const sum = ({cycles}) => cycles.reduce((a, b) => a + b, 0);
  const largest = document.stack.rows.reduce((a, b) => (sum(b) > sum(a) ? b : a));
  assert.ok((await live(page)).startsWith(`${document.layers.rows[largest.layer][0]}, `), await live(page));
  const mac = themes.light.of('mac');
  const before = (await pixelsOf(page, 'cycle_stack', [mac]))[mac];
  await chart.getByLabel('Scale').selectOption('share');
  assert.ok((await pixelsOf(page, 'cycle_stack', [mac]))[mac] > before, 'each bar is whole now');
});
