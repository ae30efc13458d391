// The licences of what is bundled. ECharts' sources carry them in plain comments, which a bundler drops.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const texts = [
  'echarts/NOTICE', 'echarts/LICENSE', 'echarts/licenses/LICENSE-d3', 'zrender/LICENSE', 'tslib/LICENSE.txt',
];

/** As one comment, which stands before the program. */
export function notices(packages) {
  const parts = texts.map((name) => `${name}\n\n${readFileSync(join(packages, name), 'utf8').trim()}`);
  const text = parts.join(`\n\n${'-'.repeat(72)}\n\n`);
  if (/\*\/|<\/script|<!--/i.test(text)) throw new Error('a licence would end the comment, or the script around it');
  return `/*!\nThis program contains the packages below, under their licences.\n\n${text}\n*/`;
}
