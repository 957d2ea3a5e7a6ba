import { commands, languages, Position, type TextDocument } from 'vscode';
import { check, find, findings, hasPanel, moveTo, page, wait } from '../harness';

const SENTENCE = ' It was written by two people who like tea.';

/** What somebody sees of the findings while writing something else. */
export async function calm(document: TextDocument): Promise<void> {
  const before = summary(document);
  const told: string[] = [];
  const listener = languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((uri) => uri.toString() === document.uri.toString())) {
      told.push(summary(document));
    }
  });
  await page({ watch: '.squiggly-warning' });
  const marks = (await page<string[]>({ texts: '.squiggly-warning' })).length;
  const { line } = find(document, 'This is a copy');
  const end = document.lineAt(line).range.end;
  await moveTo(end);
  await page({ type: SENTENCE });
  await wait('a neutral sentence is typed', () => document.lineAt(line).text.endsWith(SENTENCE));
  // The last letter has been judged once the server has answered something asked after it.
  await commands.executeCommand('vscode.executeHoverProvider', document.uri, new Position(line, 0));
  const fewest = await page<number>({ fewest: true });
  listener.dispose();
  await check('no mark is missing in any frame meanwhile', marks >= 2 && fewest === marks, { marks, fewest });
  await check('no finding changes', told.every((findings) => findings === before), told);
  await check('VS Code is told at most once a letter', told.length <= SENTENCE.length, told.length);
  await check('no panel opens', !(await hasPanel()));
  while (document.isDirty) {
    await commands.executeCommand('workbench.action.files.revert');
  }
  await wait('the sentence is gone', () => document.lineAt(line).range.end.isEqual(end) && findings(document).length === 2);
}

function summary(document: TextDocument): string {
  return JSON.stringify(findings(document).map(({ message, range }) => [message, range]));
}
