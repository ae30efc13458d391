// Builds what reports are made of: node build.mjs OUTDIR
//   page.js, page.css   inlined into each report
//   plots.mjs           draws the same charts as SVG under Node
import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {notices} from './notices.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error('usage: node build.mjs OUTDIR');
  process.exit(2);
}

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  // Licences of what is bundled stay in what is written.
  legalComments: 'inline',
  banner: {js: notices(join(here, 'node_modules'))},
  charset: 'utf8',
  logLevel: 'warning',
};

const pages = [
  {entryPoints: ['src/main.js'], outfile: join(out, 'page.js'), format: 'iife', target: 'es2020'},
  {entryPoints: ['src/style/page.css'], outfile: join(out, 'page.css'), target: ['chrome90', 'firefox90', 'safari15']},
];
if (existsSync(join(here, 'src/plots.js'))) {
  pages.push({
    entryPoints: ['src/plots.js'], outfile: join(out, 'plots.mjs'), format: 'esm', platform: 'node', target: 'node18',
  });
}
await Promise.all(pages.map((page) => build({...common, ...page})));
