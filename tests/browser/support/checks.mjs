// What is asked of every page.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** No violation of the rules of accessibility that axe calls serious or critical. */
export async function assertAccessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations']}));
  const serious = found.violations.filter(({impact}) => ['serious', 'critical'].includes(impact))
    .map(({id, help, nodes}) => `${id}: ${help}: ${nodes.slice(0, 3).map(({html}) => html.slice(0, 160)).join(' | ')}`);
  assert.ok(found.passes.length > 10, 'axe looked at the page');
  assert.deepEqual(serious, []);
}

/** Nothing sticks out of the window sideways. */
export async function assertFits(page) {
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(needed <= there, `the page is ${needed} px wide in a window of ${there}`);
}

/**
 * How many pixels of a chart have each of some colours, and under `ink` how many have any at all.
 * @param {import('playwright-core').Page} page
 * @param {string} name  of the chart
 * @param {string[]} colours  "#rrggbb"
 * @returns {Promise<Record<string, number>>}
 */
export const pixelsOf = (page, name, colours) => page.evaluate(async ([chart, wanted]) => {
  // What was asked for is drawn in the next frame.
  for (let frame = 0; frame < 2; ++frame) await new Promise(requestAnimationFrame);
  const counts = Object.fromEntries([...wanted, 'ink'].map((colour) => [colour, 0]));
  const byNumber = new Map(wanted.map((colour) => [parseInt(colour.slice(1), 16), colour]));
  for (const canvas of document.querySelectorAll(`[data-chart="${chart}"] canvas`)) {
    // A copy: reading from what is drawn on makes the browser draw it in another way.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
    copy.drawImage(canvas, 0, 0);
    const {data} = copy.getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 0) ++counts.ink;
      const colour = data[i + 3] === 255 ? byNumber.get((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]) : undefined;
      if (colour) ++counts[colour];
    }
  }
  return counts;
}, [name, colours]);

/** Each of the colours is there, in 20 pixels or more. */
export async function assertPainted(page, name, colours) {
  const enough = (counts) => Object.values(counts).every((count) => count >= 20);
  let counts = await pixelsOf(page, name, colours);
  for (let again = 0; again < 10 && !enough(counts); ++again) {
    await page.waitForTimeout(100);
    counts = await pixelsOf(page, name, colours);
  }
  for (const [colour, count] of Object.entries(counts)) assert.ok(count >= 20, `${name}: ${count} pixels of ${colour}`);
}
