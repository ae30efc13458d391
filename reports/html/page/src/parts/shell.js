// The page around a report: bar with sections and theme, title, sections, definitions at the end.
import {append, h, nameNode} from '../dom.js';
import {usedWords} from '../words.js';
import {onPrint} from './print.js';
import {themeSwitch} from './look.js';

/**
 * A section with a heading that the bar links to.
 * @param {{id: string, title: string, lead?: unknown, short?: string}} about  `short`: in the bar
 * @param {...unknown} children  sections without any are left out by `page`
 */
export function section({id, title, lead, short}, ...children) {
  const kept = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  if (kept.length === 0) return null;
  const element = h('section', {id, 'aria-labelledby': `${id}-title`},
    h('div', {class: 'section-head'},
      h('h2', {id: `${id}-title`}, title), lead ? h('p', {class: 'lead'}, lead) : null), kept);
  element.dataset.short = short ?? title;
  return element;
}

/** Everything that is said with the word's definition, once, for print and for those who do not hover. */
function definitions() {
  const words = usedWords();
  if (words.length === 0) return null;
  const list = h('dl', {class: 'definitions'},
    words.map(({id, label, definition}) => h('div', {}, h('dt', {}, label), h('dd', {id}, definition))));
  const all = h('details', {}, h('summary', {}, `${words.length} words of this report`), list);
  onPrint(() => { all.open = true; });
  return section({id: 'definitions', title: 'Definitions'}, all);
}

/** Marks in the bar which section is being read. */
function follow(sections, links) {
  const seen = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) seen.set(entry.target, entry.isIntersecting);
    const first = sections.find((s) => seen.get(s));
    links.forEach((link, i) => {
      if (sections[i] === first) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  }, {rootMargin: '-72px 0px -55% 0px'});
  sections.forEach((s) => observer.observe(s));
}

/**
 * Fills the body.
 * @param {object} about
 * @param {object} about.data  the report's document
 * @param {string} about.what  "Run report"
 * @param {unknown} about.facts  a line under the title
 * @param {unknown[]} about.opening  what comes before the first section: totals, notes
 * @param {(HTMLElement|null)[]} about.sections
 */
export function page({data, what, facts, opening, sections}) {
  const found = sections.filter(Boolean);
  const last = definitions();
  if (last) found.push(last);
  const links = found.map((s) => h('a', {href: `#${s.id}`}, s.dataset.short));
  append(document.getElementById('systole-report') ?? document.body, [
    h('a', {class: 'skip', href: '#main'}, 'Skip to the report'),
    h('header', {class: 'bar'},
      h('div', {class: 'bar-in'},
        h('span', {class: 'brand'}, 'systole', h('span', {class: 'what'}, what)),
        h('nav', {'aria-label': 'Sections', tabindex: 0}, links),
        themeSwitch())),
    h('main', {id: 'main', tabindex: -1},
      h('div', {class: 'opening'},
        h('h1', {}, nameNode(data.title ?? what, 120)),
        facts ? h('p', {class: 'facts'}, facts) : null,
        opening),
      found),
    h('footer', {},
      h('p', {}, `Written by systole ${data.version ?? ''}`.trim(),
        data.source ? [' from ', h('code', {}, nameNode(data.source, 160))] : null, '.')),
  ]);
  follow(found, links);
}
