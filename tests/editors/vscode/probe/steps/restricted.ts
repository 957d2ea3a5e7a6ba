import { readlinkSync } from 'node:fs';
import { commands, type Extension, type TextDocument, workspace } from 'vscode';
import { check, findings, serverProcess, wait } from '../harness';

/** A workspace that nobody has trusted: all works but its choice of a program. */
export async function restricted(document: TextDocument, extension: Extension<unknown>): Promise<void> {
  await check('the workspace is not trusted', !workspace.isTrusted);
  const named = workspace.getConfiguration('fingerpost').inspect<string>('server.path');
  await check('it names a server, which does not count', named?.workspaceValue === undefined, named);
  const server = await wait('a server runs', serverProcess);
  const program = readlinkSync(`/proc/${server}/exe`);
  await check('the one that came with the extension', program.startsWith(extension.extensionPath), program);
  await wait('it finds what it finds elsewhere', () => findings(document).length === 2);
  const offered = await commands.executeCommand<unknown[]>('vscode.executeHoverProvider', document.uri, document.positionAt(document.getText().indexOf('Guardrails')));
  await check('and explains', offered.length > 0, offered);
}
