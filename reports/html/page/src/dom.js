// Nodes. Names of layers, networks and files come from users: they become text nodes and attributes, never markup.

/**
 * An element: h('p', {class: 'lead'}, 'text', node, [more], null).
 * Attributes whose value is false, null or undefined are left out; true is an empty attribute; a function listens
 * (onclick → 'click').
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...unknown} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (name === 'style') Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Appends nodes, texts, and lists of them. */
export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** A name of the user's, of any script, isolated from the text around it, long ones cut (whole in its title). */
export function nameNode(name, most = 64) {
  const text = String(name);
  const short = text.length > most ? `${Array.from(text.slice(0, 2 * most)).slice(0, most - 1).join('')}…` : text;
  // A title of 10 kB helps nobody, either.
  return h('bdi', {title: short === text ? null : text.slice(0, 400)}, short);
}

let ids = 0;
/** An id that nothing else on the page has. */
export const freshId = (stem) => `${stem}-${++ids}`;

/** Reads text out to those who do not see it. */
export function announce(text) {
  let live = document.getElementById('live');
  if (!live) {
    live = h('div', {id: 'live', class: 'unseen', 'aria-live': 'polite'});
    document.body.append(live);
  }
  live.textContent = text;
}
