import { commands, type ExtensionContext, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import { run } from './run';
import type { Session } from './session';

const SCHEME = 'fingerpost';
const NAME = /[\p{L}\p{N}][\p{L}\p{N}.:_-]*/u;

/** Asks for a term, proposing the one at hand, and shows its page. */
export async function explainTerm(session: Session, asked?: string): Promise<void> {
  const term = asked ?? (await window.showInputBox({
    title: 'Explain a Term',
    prompt: 'A service, feature, API, signal or rule',
    placeHolder: 'Knowledge Bases',
    value: termAtHand(),
  }));
  if (!term?.trim() || !session.program) {
    return;
  }
  const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const { code, stdout, stderr, failure } = await run(session.program, ['explain', '--', term.trim()], { cwd });
  if (code === 0) {
    pages.set(term.trim(), stdout);
    await commands.executeCommand('markdown.showPreview', Uri.from({ scheme: SCHEME, path: `/${term.trim()}` }));
    return;
  }
  const again = 'Try Another';
  const reason = failure ?? stderr.trim().replace(/^fingerpost: /, '').replaceAll('`', '“');
  if ((await window.showWarningMessage(reason, again)) === again) {
    await explainTerm(session);
  }
}

/** Pages that have been shown, by term. */
const pages = new Map<string, string>();

export function registerPages(context: ExtensionContext): void {
  const provider: TextDocumentContentProvider = {
    provideTextDocumentContent: (address) => pages.get(address.path.slice(1)),
  };
  context.subscriptions.push(workspace.registerTextDocumentContentProvider(SCHEME, provider));
}

/** The selected words, else the word at the cursor. */
function termAtHand(): string {
  const editor = window.activeTextEditor;
  if (!editor) {
    return '';
  }
  const { document, selection } = editor;
  const range = selection.isEmpty ? document.getWordRangeAtPosition(selection.active, NAME) : selection;
  return range?.isSingleLine ? document.getText(range) : '';
}
