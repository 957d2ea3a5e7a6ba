import { commands, type Hover, type MarkdownString, type Position, Selection, type TextDocument, window, workspace } from 'vscode';
import { appears, check, find, page } from '../harness';

const HOVER = '.monaco-editor .monaco-hover:not(.hidden)';

/** The texts, and how they look in the light and in the dark. */
export async function hover(document: TextDocument): Promise<void> {
  const term = find(document, 'Bedrock Guardrails', 12);
  const finding = find(document, 'churn model', 3);
  const ofTerm = await text(document, term);
  await check('a hover explains a term', ofTerm.includes('Guardrails') && ofTerm.includes('Counterpart') && ofTerm.includes('checked'), ofTerm);
  const ofFinding = await text(document, finding);
  await check('a hover explains a finding', ofFinding.includes('Points to Amazon SageMaker AI') && ofFinding.includes('Unless'), ofFinding);
  for (const [name, theme] of [['light', 'Default Light Modern'], ['dark', 'Default Dark Modern']] as const) {
    await workspace.getConfiguration('workbench').update('colorTheme', theme, true);
    await look(term, 'configurable safeguards', `hover-term-${name}`);
    await look(finding, 'Points to Amazon SageMaker AI', `hover-finding-${name}`);
  }
}

async function text(document: TextDocument, at: Position): Promise<string> {
  const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers.flatMap(({ contents }) => contents.map((content) => (content as MarkdownString).value)).join('\n');
}

async function look(at: Position, expected: string, picture: string): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor) {
    editor.selection = new Selection(at, at);
  }
  await commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
  await appears(`${picture}: it is on the page`, HOVER, expected);
  await page({ picture });
  await commands.executeCommand('editor.action.hideHover');
}
