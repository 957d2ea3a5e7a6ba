import { commands, extensions, workspace } from 'vscode';
import { check, open, say, serverProcess, wait } from './harness';
import { actions } from './steps/actions';
import { completion } from './steps/completion';
import { findingSteps } from './steps/findings';
import { hover } from './steps/hover';
import { lifecycle } from './steps/lifecycle';
import { status } from './steps/status';
import { workspaceCheck } from './steps/workspace';

/** Runs all steps in order; the first failure ends the run. */
export async function activate(): Promise<void> {
  try {
    await steps();
    await say({ done: { host: process.pid, server: serverProcess() as number } });
  } catch (error) {
    await say({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function steps(): Promise<void> {
  await commands.executeCommand('workbench.action.closeSidebar');
  const extension = extensions.getExtension('fingerpost.fingerpost');
  await check('the extension is installed', extension !== undefined);
  await open('notes.txt');
  await check('it sleeps until there is Markdown', extension?.isActive === false);
  const { document } = await open('adr.md');
  await wait('Markdown wakes it', () => extension?.isActive);
  await wait('the server runs, and not the one that the workspace names', serverProcess);
  await findingSteps(document);
  await hover(document);
  await completion(document);
  await actions();
  await status();
  await workspaceCheck();
  await lifecycle(document);
  await check('nothing was written to the user settings', workspace.getConfiguration('editor', { languageId: 'markdown' })
    .inspect('quickSuggestions')?.globalLanguageValue === undefined);
}
