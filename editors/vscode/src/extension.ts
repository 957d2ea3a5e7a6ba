import { commands, type ExtensionContext, Uri, window, workspace } from 'vscode';
import type { Position } from 'vscode-languageclient/node';
import { WorkspaceCheck } from './check';
import { AsYouType } from './completion';
import { openConfiguration } from './configuration';
import { explainTerm, registerPages } from './explain';
import { showRequirements } from './requirements';
import { createLog, Session } from './session';
import { Status } from './status';

let session: Session | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = createLog();
  const started = new Session(context, log);
  session = started;
  const check = new WorkspaceCheck(started);
  const register = (name: string, run: (...parameters: never[]) => unknown) =>
    context.subscriptions.push(commands.registerCommand(`fingerpost.${name}`, run));
  register('restartServer', () => started.restart());
  register('showLog', () => log.show());
  register('checkWorkspace', () => check.run());
  register('explainTerm', (term?: string) => explainTerm(started, term));
  register('showRequirements', (...parameters: [string, Position, never[]]) =>
    showRequirements(started.client, ...parameters),
  );
  register('openConfiguration', openConfiguration);
  register('openSample', () => openSample(context.extensionUri));
  registerPages(context);
  context.subscriptions.push(new Status(started), new AsYouType(started), check, log);
  await started.restart();
}

/** The server ends before the window does. */
export function deactivate(): Promise<void> | undefined {
  return session?.dispose();
}

/** A copy of the sample, so that it can be edited and thrown away. */
async function openSample(extension: Uri): Promise<void> {
  const file = await workspace.fs.readFile(Uri.joinPath(extension, 'walkthrough', 'sample.md'));
  const sample = await workspace.openTextDocument({ language: 'markdown', content: new TextDecoder().decode(file) });
  await window.showTextDocument(sample);
}
