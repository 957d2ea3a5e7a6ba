import { commands, type Extension, extensions, workspace } from 'vscode';
import { check, open, say, serverProcess, wait } from './harness';
import { actions } from './steps/actions';
import { calm } from './steps/calm';
import { completion } from './steps/completion';
import { findingSteps } from './steps/findings';
import { hover } from './steps/hover';
import { lifecycle } from './steps/lifecycle';
import { restricted } from './steps/restricted';
import { status } from './steps/status';
import { terminal } from './steps/terminal';
import { workspaceCheck } from './steps/workspace';

/** Runs all steps of a round in order; the first failure ends the run. */
export async function activate(): Promise<void> {
  try {
    const extension = extensions.getExtension('fingerpost.fingerpost');
    if (!extension) {
      throw new Error('the extension is not installed');
    }
    await commands.executeCommand('workbench.action.closeSidebar');
    await (process.env['FINGERPOST_TEST_ROUND'] === 'restricted' ? untrustedSteps(extension) : steps(extension));
    await say({ done: { host: process.pid, server: serverProcess() as number } });
  } catch (error) {
    await say({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function untrustedSteps(extension: Extension<unknown>): Promise<void> {
  await restricted((await open('adr.md')).document, extension);
}

async function steps(extension: Extension<unknown>): Promise<void> {
  await open('notes.txt');
  await check('the extension sleeps until there is Markdown', !extension.isActive);
  const { document } = await open('adr.md');
  await wait('Markdown wakes it', () => extension.isActive);
  await wait('the server runs, and not the one that the workspace names', serverProcess);
  await findingSteps(document);
  await calm(document);
  await hover(document);
  await completion(document);
  await actions();
  await status();
  await terminal(`${extension.extensionPath}/server/fingerpost`);
  await workspaceCheck();
  await lifecycle(document);
  await check('nothing was written to the user settings', workspace.getConfiguration('editor', { languageId: 'markdown' })
    .inspect('quickSuggestions')?.globalLanguageValue === undefined);
}
