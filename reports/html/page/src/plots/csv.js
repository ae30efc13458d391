// Rows of a picture as CSV: RFC 4180, numbers in full, nothing where there is no figure.

function cell(value) {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {{columns: string[], rows: unknown[][]}} table */
export const csvText = ({columns, rows}) => [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
