import { type CodeAction, commands, workspace } from 'vscode';
import { appears, check, find, findings, open, page, wait } from '../harness';

/** Problems, a quick fix, and a setting that takes effect at once. */
export async function actions(): Promise<void> {
  await commands.executeCommand('workbench.actions.view.problems');
  const row = await appears('the Problems panel lists a finding', '.markers-panel .monaco-list-row', 'Amazon SageMaker AI');
  await check('with its code', row.includes('points-elsewhere'), row);
  await page({ picture: 'problems-dark' });
  await commands.executeCommand('workbench.action.closePanel');

  const { document } = await open('suppressed.md');
  await wait('an unused suppression is reported', () => findings(document).length === 1);
  const range = findings(document)[0]?.range;
  const offered = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
  const fix = offered.find(({ title }) => title === 'Delete this suppression');
  await check('it has a fix, which is the preferred one', fix?.edit !== undefined && fix.isPreferred === true, offered);
  await check('the fix is applied', fix?.edit !== undefined && (await workspace.applyEdit(fix.edit)));
  await wait('the comment and the finding are gone', () => findings(document).length === 0 && !document.getText().includes('<!--'));
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');

  const adr = (await open('adr.md')).document;
  const settings = workspace.getConfiguration('fingerpost');
  await settings.update('severity', { 'points-elsewhere': 'off' }, false);
  await wait('a rule is switched off by a setting', () => findings(adr).length === 0);
  await settings.update('severity', undefined, false);
  await wait('and on again', () => findings(adr).length === 2);
  await check('the place is what it was', findings(adr)[0]?.range.start.isEqual(find(adr, 'gradient boosted')) === true);
}
