// Light or dark: what the system says, unless the reader chose. Charts ask for the theme and are told when it changes.
import {h} from '../dom.js';
import {themes} from '../theme.js';

const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();
let choice = 'auto';

// A page opened from disk may have no storage.
try {
  choice = localStorage.getItem('systole-theme') ?? 'auto';
} catch {
  choice = 'auto';
}

const resolved = () => (choice === 'auto' ? (dark.matches ? 'dark' : 'light') : choice);

function apply() {
  document.documentElement.dataset.theme = resolved();
  for (const listener of listeners) listener(currentTheme());
}

export const currentTheme = () => themes[resolved()];

/** Calls `listener(theme)` whenever the theme changes. */
export const onTheme = (listener) => listeners.add(listener);

/** Three buttons, of which one is pressed. */
export function themeSwitch() {
  const buttons = [['auto', 'Auto'], ['light', 'Light'], ['dark', 'Dark']].map(([value, text]) =>
    h('button', {type: 'button', 'data-value': value, onclick: () => choose(value)}, text));
  const mark = () => buttons.forEach((b) => b.setAttribute('aria-pressed', String(b.dataset.value === choice)));
  function choose(value) {
    choice = value;
    try {
      localStorage.setItem('systole-theme', value);
    } catch {
      // It lasts as long as the page, then.
    }
    mark();
    apply();
  }
  mark();
  dark.addEventListener('change', apply);
  apply();
  return h('div', {class: 'segments theme', role: 'group', 'aria-label': 'Theme'}, buttons);
}
