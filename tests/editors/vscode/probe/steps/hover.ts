import { commands, type Hover, type MarkdownString, type Position, Selection, type TextDocument, window } from 'vscode';
import { appears, check, find, pictures } from '../harness';

const HOVER = '.monaco-editor .monaco-hover:not(.hidden)';

/** The texts, and how they look in the light and in the dark. */
export async function hover(document: TextDocument): Promise<void> {
  const term = find(document, 'Bedrock Guardrails', 12);
  const finding = find(document, 'churn model', 3);
  const ofTerm = await text(document, term);
  await check('a hover explains a term', ofTerm.includes('Guardrails') && ofTerm.includes('Counterpart') && ofTerm.includes('checked'), ofTerm);
  const ofFinding = await text(document, finding);
  await check('a hover explains a finding', ofFinding.includes('Because of') && ofFinding.includes('Unless'), ofFinding);
  await check('but does not repeat what VS Code shows above it', !ofFinding.includes('Points to') && !ofFinding.includes('Chosen'), ofFinding);
  const beside = await text(document, find(document, 'must be retrained', 2));
  await check('beside the mark it says all', beside.includes('Points to Amazon SageMaker AI') && beside.includes('line 7'), beside);
  await pictures('hover-term', () => look(term, 'configurable safeguards'));
  await pictures('hover-finding', () => look(finding, 'Because of'));
  await commands.executeCommand('editor.action.hideHover');
}

async function text(document: TextDocument, at: Position): Promise<string> {
  const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers.flatMap(({ contents }) => contents.map((content) => (content as MarkdownString).value)).join('\n');
}

async function look(at: Position, expected: string): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor) {
    editor.selection = new Selection(at, at);
  }
  await commands.executeCommand('editor.action.hideHover');
  await appears('it is on the page', HOVER, expected, () => commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' }));
}
