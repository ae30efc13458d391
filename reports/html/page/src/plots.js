// node plots.mjs DIR: reads a report's document from standard input and writes each of its charts as DIR/NAME.svg, and
// the rows that it shows as DIR/NAME.csv.
import {mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {comparePlots} from './plots/compare_plots.js';
import {csvText} from './plots/csv.js';
import {runPlots} from './plots/run_plots.js';
import {pictureText} from './plots/svg.js';
import {sweepPlots} from './plots/sweep_plots.js';

const kinds = {run: runPlots, sweep: sweepPlots, compare: comparePlots};

/** A file is there whole or not at all. */
function write(directory, name, text) {
  const path = join(directory, name);
  writeFileSync(`${path}.partial`, text);
  renameSync(`${path}.partial`, path);
}

function main() {
  const directory = process.argv[2];
  if (!directory) throw new Error('usage: node plots.mjs DIR < document.json');
  const document = JSON.parse(readFileSync(0, 'utf8'));
  const plots = kinds[document.kind];
  if (!plots) throw new Error(`no charts for a document of kind ${String(document.kind)}`);
  mkdirSync(directory, {recursive: true});
  for (const plot of plots(document)) {
    write(directory, `${plot.name}.svg`, pictureText(plot));
    write(directory, `${plot.name}.csv`, csvText(plot.rows()));
    process.stdout.write(`${plot.name}\n`);
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`plots: ${error.message}\n`);
  process.exitCode = 2;
}
