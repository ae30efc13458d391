// Layers of a run's document by number.

/** Reads cells of layers by column name. */
export function layerTable(document) {
  const {columns, rows} = document.layers;
  const index = new Map(columns.map((name, i) => [name, i]));
  const cell = (i, name) => rows[i]?.[index.get(name)] ?? null;
  return {
    columns, rows,
    has: (name) => index.has(name),
    cell,
    name: (i) => String(cell(i, 'layer') ?? i),
  };
}

/** A label of the document's words; without one, the key. */
export const wordIn = (document, group, key) => document.words?.[group]?.[key]?.label ?? String(key).replace(/_/g, ' ');
