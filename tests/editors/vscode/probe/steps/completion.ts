import { commands, type CompletionList, MarkdownString, Position, Selection, type TextDocument, window } from 'vscode';
import { appears, check, find, findings, page, pictures, wait } from '../harness';

const LIST = '.suggest-widget.visible';

/** As a person types it, with VS Code's own settings for Markdown. */
export async function completion(document: TextDocument): Promise<void> {
  const first = await typeOn(document, '- Ask Bedrock Kno');
  await appears('typing a name brings the list', `${LIST} .monaco-list-row`, 'Knowledge Bases');
  await check('words of the text are not in it', !(await rows()).some((row) => row.includes('knows')), await rows());
  await commands.executeCommand('toggleSuggestionDetails');
  await appears('with its documentation', '.suggest-details-container', 'Counterpart');
  await pictures('completion', () => appears('it stays', '.suggest-details-container', 'Counterpart'));
  await commands.executeCommand('toggleSuggestionDetails');
  await page({ press: 'Enter' });
  await wait('Enter takes it', () => /^- Ask Bedrock Knowledge Bases$/.test(document.lineAt(first).text));
  await offered(document, first);

  await typeOn(document, '- The text is sent through ordinary words');
  await check('ordinary words bring none', (await rows()).length === 0, await rows());
  const guardrails = await typeOn(document, '- Filter it with guardr');
  await appears('small letters do, after a few', `${LIST} .monaco-list-row`, 'Guardrails');
  await page({ type: 'ails' });
  await wait('a finished word closes it', async () => (await rows()).length === 0);
  const lines = document.lineCount;
  await page({ press: 'Enter' });
  await wait('so that Enter is a new line', () => document.lineCount === lines + 1 && document.lineAt(guardrails).text.endsWith('guardrails'));
  while (document.isDirty) {
    await commands.executeCommand('workbench.action.files.revert');
  }
  await wait('the text is as before', () => findings(document).length === 2);
}

/** The same list, asked for by a program. */
async function offered(document: TextDocument, line: number): Promise<void> {
  const at = new Position(line, document.lineAt(line).text.indexOf('Bedrock') + 'Bedrock Kno'.length);
  const list = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, at, undefined, 5);
  const item = list.items.find(({ label }) => (typeof label === 'string' ? label : label.label).includes('Knowledge Bases'));
  await check('resolving an item brings its documentation', item?.documentation instanceof MarkdownString, item);
}

/** Types a new line below the requirements; its number. */
async function typeOn(document: TextDocument, text: string): Promise<number> {
  const editor = window.activeTextEditor;
  const line = find(document, '- All data stays').line + 1;
  if (editor) {
    editor.selection = new Selection(line - 1, 0, line - 1, 0);
  }
  await commands.executeCommand('editor.action.insertLineAfter');
  await page({ type: text });
  await wait(`“${text}” is typed`, () => document.lineAt(line).text === text);
  return line;
}

function rows(): Promise<string[]> {
  return page<string[]>({ texts: `${LIST} .monaco-list-row` });
}
