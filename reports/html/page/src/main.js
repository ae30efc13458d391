// The page of a report: reads its document and draws what it is of.
import {compareReport} from './compare/report.js';
import {h} from './dom.js';
import {runReport} from './run/report.js';
import {sweepReport} from './sweep/report.js';
import {useWords} from './words.js';

const reports = {run: runReport, sweep: sweepReport, compare: compareReport};

function start() {
  const data = JSON.parse(document.getElementById('systole-data').textContent);
  useWords(data.words);
  const report = reports[data.kind];
  if (!report) {
    document.body.append(h('p', {class: 'trouble'}, `This page does not know reports of kind ${String(data.kind)}.`));
    return;
  }
  report(data);
  // When the reader can see something; the tests print it.
  requestAnimationFrame(() => setTimeout(() => performance.mark('systole-painted')));
}

start();
