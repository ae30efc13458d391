// The words of the document: what a cause, unit, component or figure is called and what it means. The page invents
// none; what the document does not name is shown by its key. A word is asked for by group and key: 'causes', 'mac'.

let groups = {};
const used = new Map();

/** @param {Record<string, Record<string, {label?: string, definition?: string, unit?: string}>>} words */
export function useWords(words) {
  groups = words ?? {};
  used.clear();
}

const entry = (group, key) => (Object.hasOwn(groups[group] ?? {}, key) ? groups[group][key] : undefined);

/** What it is called. */
export const label = (group, key) => entry(group, key)?.label ?? String(key).replace(/_/g, ' ');

/** What it means, or undefined. */
export const definition = (group, key) => entry(group, key)?.definition;

/** Its unit, or undefined. */
export const unit = (group, key) => entry(group, key)?.unit;

/** The id of the definition at the end of the page, which is then written there; undefined if there is none. */
export function definitionId(group, key) {
  if (!definition(group, key)) return undefined;
  const id = `means-${group}-${String(key).replace(/[^A-Za-z0-9_-]/g, '-')}`;
  used.set(id, {group, key});
  return id;
}

/** Words whose definitions the page refers to: [{id, label, definition}] by label. */
export const usedWords = () => [...used]
  .map(([id, {group, key}]) => ({id, label: label(group, key), definition: definition(group, key)}))
  .sort((a, b) => a.label.localeCompare(b.label, 'en'));
