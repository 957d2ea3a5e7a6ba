import { commands, languages, Uri, window, workspace } from 'vscode';
import { appears, check, open, page, wait } from '../harness';

/** The commands that work on more than one document. */
export async function workspaceCheck(): Promise<void> {
  const closed = Uri.joinPath(workspace.workspaceFolders?.[0]?.uri as Uri, 'docs', 'closed.md');
  const found = () => languages.getDiagnostics(closed).filter(({ source }) => source === 'fingerpost');
  await commands.executeCommand('fingerpost.checkWorkspace');
  await wait('a check of the workspace finds something in a closed document', () => found().length === 1);
  const columns = found()[0]?.range;
  const { document } = await open('docs/closed.md');
  await check('on the right words, behind an emoji', document.getText(columns).startsWith('Inference'), document.getText(columns));
  await appears('it says how much there is', '.notifications-toasts', 'of 5 documents');
  await wait('an open document is told of once', () => found().length === 1);
  await commands.executeCommand('notifications.clearAll');
  await commands.executeCommand('workbench.action.closePanel');
  await commands.executeCommand('workbench.action.closeActiveEditor');

  await commands.executeCommand('fingerpost.explainTerm', 'knowledge bases');
  await appears('a term is explained in a page', 'strong', 'Amazon Bedrock Knowledge Bases');
  await page({ picture: 'explain-dark' });
  await commands.executeCommand('workbench.action.closeActiveEditor');
  void commands.executeCommand('fingerpost.explainTerm', 'Servelress Inferense');
  await appears('an unknown one is answered with others', '.notifications-toasts', 'nothing is known about');
  await commands.executeCommand('notifications.clearAll');

  await commands.executeCommand('fingerpost.openConfiguration');
  await wait('a configuration is proposed where there is none', () => window.activeTextEditor?.document.getText().includes('[[choice]]'));
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await commands.executeCommand('fingerpost.openSample');
  await wait('the sample is a document without a file', () => window.activeTextEditor?.document.isUntitled);
  const sample = window.activeTextEditor?.document.uri as Uri;
  await wait('it is checked, too', () => languages.getDiagnostics(sample).filter(({ source }) => source === 'fingerpost').length === 2);
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await wait('no toast is left', async () => (await page<string[]>({ texts: '.notification-toast' })).length === 0);
}
