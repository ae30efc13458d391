// Definitions on hover and on focus. Screen readers are pointed to the same words at the end of the page.
import {h} from '../dom.js';
import {definition, definitionId, label} from '../words.js';

let bubble;

function show(target, text) {
  if (!bubble) {
    bubble = h('div', {class: 'tip', role: 'presentation', 'aria-hidden': 'true'});
    document.body.append(bubble);
    document.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
    addEventListener('scroll', hide, {passive: true, capture: true});
  }
  bubble.textContent = text;
  bubble.classList.add('shown');
  const at = target.getBoundingClientRect();
  const {width, height} = bubble.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  // Above, where it hides no figure, unless the bar is there.
  const above = at.top - height - 6;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${above < 60 ? at.bottom + 6 : above}px`;
}

function hide() {
  bubble?.classList.remove('shown');
}

/** Shows `text` while `element` is pointed at or focused; `id`: where screen readers find the same words. */
export function explain(element, text, id) {
  if (!text) return element;
  if (id) element.setAttribute('aria-describedby', id);
  element.addEventListener('mouseenter', () => show(element, text));
  element.addEventListener('mouseleave', hide);
  element.addEventListener('focus', () => show(element, text));
  element.addEventListener('blur', hide);
  return element;
}

/** `element` explains a word. */
export const explainWord = (element, group, key) => explain(element, definition(group, key), definitionId(group, key));

/** The label of a word, which explains itself; without a definition it is text. */
export function term(group, key, text = label(group, key)) {
  if (!definition(group, key)) return h('span', {}, text);
  return explainWord(h('button', {type: 'button', class: 'term'}, text), group, key);
}
