// The command that runs a design again.

/** A word for a POSIX shell. */
export function shellWord(text) {
  const word = String(text);
  return /^[A-Za-z0-9_./:=,+%@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Settings that make a row's design of its base chip: ["array.rows=16", ...]. */
export function settings(table, row) {
  return table.axes.flatMap((axis) => axis.set?.[table.index(row, axis.name)] ?? []);
}

/** The document's template with the row's words; a line an option, where there are several settings. */
export function command(table, row) {
  const set = settings(table, row).map((text) => `--set ${shellWord(text)}`);
  const words = {
    accelerator: shellWord(table.cell(row, 'accelerator') ?? ''),
    workload: shellWord(table.cell(row, 'workload') ?? ''),
    detail: shellWord(table.cell(row, 'detail') ?? ''),
    set: set.join(' '),
  };
  // Functions, so that "$&" in a name is a name. Options stand in the template: names cannot break lines.
  const template = (table.document.rerun ?? '').replace(/ (--detail|\{set\})/g, set.length > 1 ? ' \\\n  $1' : ' $1');
  if (set.length > 1) words.set = set.join(' \\\n  ');
  return template.replace(/\{(accelerator|workload|detail|set)\}/g, (_, word) => words[word]).trim();
}
