import { type Diagnostic, languages, type Uri } from 'vscode';

/** What the server says about itself as the source of a diagnostic. */
export const SOURCE = 'fingerpost';

/** What Fingerpost has found in a document. */
export function findingsOf(document: Uri): Diagnostic[] {
  return languages.getDiagnostics(document).filter((diagnostic) => diagnostic.source === SOURCE);
}

/** `1 finding`, `2 findings`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
