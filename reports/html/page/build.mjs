// Builds what reports are made of: node build.mjs OUTDIR
//   page.js, page.css   inlined into each report
//   plots.mjs           draws the same charts as SVG under Node
import {existsSync, readFileSync} from 'node:fs';
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

/**
 * zrender keeps what it measured of a text in an object by the text itself: one that is called "__proto__" would be written
 * into what all objects inherit from. With objects that inherit nothing, it is a name like any other.
 */
const safeNames = {
  name: 'safe-names',
  setup(it) {
    it.onLoad({filter: /zrender[/\\]lib[/\\]core[/\\]LRU\.js$/}, ({path}) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replaceAll('this._map = {};', 'this._map = Object.create(null);');
      return contents === source ? {errors: [{text: 'LRU.js is not what it was: do its keys inherit?'}]} : {contents, loader: 'js'};
    });
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  // Licences of what is bundled stay in what is written.
  legalComments: 'inline',
  banner: {js: notices(join(here, 'node_modules'))},
  charset: 'utf8',
  logLevel: 'warning',
  plugins: [safeNames],
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
