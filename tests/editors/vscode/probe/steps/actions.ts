import { type CodeAction, commands, Selection, window, workspace } from 'vscode';
import { appears, check, find, findings, open, page, pictures, wait } from '../harness';

/** Problems, a quick fix, and a setting that takes effect at once. */
export async function actions(): Promise<void> {
  const adr = (await open('adr.md')).document;
  await commands.executeCommand('workbench.actions.view.problems');
  const row = await appears('the Problems panel lists a finding', '.markers-panel .monaco-list-row', 'Amazon SageMaker AI');
  await check('with its code', row.includes('points-elsewhere'), row);
  await appears('which is a link to the source', '.markers-panel .monaco-list-row a', 'points-elsewhere');
  const decision = '.markers-panel .monaco-list-row:has-text("Amazon Bedrock is chosen here")';
  await pictures('problems', () => appears('and with the decision', decision, 'adr.md'));
  await page({ click: decision });
  const { line } = find(adr, 'Amazon Bedrock');
  await wait('which leads there', () => window.activeTextEditor?.selection.active.line === line);
  await commands.executeCommand('workbench.action.closePanel');

  const { document } = await open('suppressed.md');
  await wait('an unused suppression is reported', () => findings(document).length === 1);
  const range = findings(document)[0]?.range;
  const offered = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
  const fix = offered.find(({ title }) => title === 'Delete this suppression');
  await check('it has a fix, which is the preferred one', fix?.edit !== undefined && fix.isPreferred === true, offered);
  if (window.activeTextEditor && range) {
    window.activeTextEditor.selection = new Selection(range.start, range.start);
  }
  await appears('a person is offered it', '.action-widget .monaco-list-row.focused', 'Delete this suppression', () => commands.executeCommand('editor.action.quickFix'));
  await page({ press: 'Enter' });
  await wait('the comment and the finding are gone', () => findings(document).length === 0 && !document.getText().includes('<!--'));
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');

  await open('adr.md');
  const settings = workspace.getConfiguration('fingerpost');
  await settings.update('severity', { 'points-elsewhere': 'off' }, false);
  await wait('a rule is switched off by a setting', () => findings(adr).length === 0);
  await settings.update('severity', undefined, false);
  await wait('and on again', () => findings(adr).length === 2);
  await check('the place is what it was', findings(adr)[0]?.range.start.isEqual(find(adr, 'gradient boosted')) === true);
}
