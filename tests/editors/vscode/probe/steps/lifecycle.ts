import { commands, ConfigurationTarget, type Hover, type TextDocument, workspace } from 'vscode';
import { appears, check, find, findings, hasPanel, open, page, serverProcess, wait } from '../harness';

/** Restarted, killed, missing. */
export async function lifecycle(document: TextDocument): Promise<void> {
  await open('adr.md');
  const first = serverProcess();
  await commands.executeCommand('fingerpost.restartServer');
  const second = await wait('a command restarts the server', () => other(first));
  await works('the new one answers', document);

  process.kill(second, 'SIGKILL');
  await wait('a killed server comes back', () => other(second));
  await works('and answers', document);
  await check('without a word', (await page<string[]>({ texts: '.notification-toast' })).length === 0);
  await check('and without a panel', !(await hasPanel()));

  const settings = workspace.getConfiguration('fingerpost');
  await settings.update('server.path', '~/no/such/program', ConfigurationTarget.Global);
  await appears('a wrong path is named', '.notification-toast', 'no such program');
  const buttons = await page<string[]>({ texts: '.notification-toast .monaco-button' });
  await check('with two ways out', buttons.includes('Open Settings') && buttons.includes('How to Install'), buttons);
  await appears('the status bar shows it', '#fingerpost\\.fingerpost\\.fingerpost', 'Fingerpost');
  await page({ picture: 'missing-dark' });
  await page({ click: '.notification-toast .monaco-button:has-text("How to Install")' });
  await appears('one of them opens the page about it', 'h2', 'The server');
  await page({ picture: 'help-dark' });
  await commands.executeCommand('workbench.action.closeActiveEditor');
  await settings.update('server.path', undefined, ConfigurationTarget.Global);
  await wait('the right path starts the server at once', serverProcess);
  await works('which answers', document);
  await check('no panel has opened by itself', !(await hasPanel()));
}

function other(process: number | undefined): number | undefined {
  const now = serverProcess();
  return now === process ? undefined : now;
}

async function works(what: string, document: TextDocument): Promise<void> {
  const at = find(document, 'Bedrock Guardrails', 12);
  await wait(what, async () => {
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, at);
    return hovers.length > 0 && findings(document).length === 2;
  });
}
