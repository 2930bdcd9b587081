/**
 * What a spreadsheet takes for a formula (OWASP, "CSV injection"), also in full width or after blanks that some drop,
 * and whatever already begins with apostrophes before it, so that reading back is exact.
 */
const formula = /^'*\s*[=+\-@\t\r\n＝＋－＠]/;

/** Makes a cell harmless to spreadsheets: they show text that begins with an apostrophe as it is. */
export function guardFormula(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/** Takes off the apostrophe that `guardFormula` put there. */
export function unguardFormula(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
