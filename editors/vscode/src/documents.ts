import { languages, type TextDocument } from 'vscode';

/** The documents that the server is told of. */
export const SELECTOR = [
  { language: 'markdown', scheme: 'file' },
  { language: 'markdown', scheme: 'untitled' },
];

export function isOurs(document: TextDocument): boolean {
  return languages.match(SELECTOR, document) > 0;
}
