// Opens reports in Debian's Chromium and hears everything that goes wrong in them.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
/** Root of the source tree. */
export const root = resolve(here, '../../..');
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:";

/** A directory of the test, removed at its end. */
export function scratch(t) {
  const path = mkdtempSync(join(tmpdir(), 'systole-browser-'));
  t.after(() => rmSync(path, {recursive: true, force: true}));
  return path;
}

let assets;
/** Script and style of the page as it stands in the sources. */
function pageAssets() {
  if (!assets) {
    const out = mkdtempSync(join(tmpdir(), 'systole-page-'));
    execFileSync('node', [join(root, 'reports/html/page/build.mjs'), out], {stdio: ['ignore', 'ignore', 'inherit']});
    assets = {script: readFileSync(join(out, 'page.js'), 'utf8'), style: readFileSync(join(out, 'page.css'), 'utf8')};
    rmSync(out, {recursive: true});
  }
  return assets;
}

/** A document in a page, as reports/html/page.cpp makes it: for documents that no run gives. */
export function pageOf(document) {
  const {script, style} = pageAssets();
  const data = JSON.stringify(document).replace(/</g, '\\u003c').replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029');
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n`
    + `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`
    + '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
    + `<title>report</title>\n<style>\n${style}\n</style>\n</head>\n<body>\n<div id="systole-report"></div>\n`
    + `<script type="application/json" id="systole-data">${data}</script>\n<script>\n${script}\n</script>\n</body>\n</html>\n`;
}

/** One browser of a test file; `close` it in `after`. */
export const startBrowser = () => chromium.launch({
  executablePath: '/usr/bin/chromium',
  // Root, as in containers, may only without; reports are files of our own.
  args: ['--no-sandbox', '--disable-gpu'],
});

/**
 * Opens a file. At the end of the test nothing may have been written to the console as an error, thrown, or asked of the
 * network.
 * @param {object} t  of node:test
 * @param {import('playwright-core').Browser} browser
 * @param {string} file
 * @param {{width?: number, height?: number, theme?: 'light'|'dark', touch?: boolean}} [how]
 */
export async function openFile(t, browser, file, {width = 1280, height = 900, theme = 'light'} = {}) {
  const context = await browser.newContext({viewport: {width, height}, colorScheme: theme, reducedMotion: 'reduce'});
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  const troubles = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && troubles.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(`thrown: ${error.stack}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address && !/^(data|blob):/.test(request.url())) troubles.push(`asked for ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(troubles, [], 'what went wrong in the page');
  });
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName('systole-painted').length > 0);
  return page;
}

/** Opens a document. */
export async function openDocument(t, browser, document, how) {
  const file = join(scratch(t), 'report.html');
  writeFileSync(file, pageOf(document));
  return openFile(t, browser, file, how);
}

/** Draws all charts, also those that are not in view. */
export const drawAll = (page) => page.evaluate(() => {
  for (const box of document.querySelectorAll('.canvas')) box.appear();
});

/** [milliseconds to what the reader sees first, to a page that answers]. */
export async function paintTimes(page) {
  // What was painted is noted a little after it was.
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  return page.evaluate(() => ['first-contentful-paint', 'systole-painted'].map((name) => performance.getEntriesByName(name)[0].startTime));
}
