import { commands, type LogOutputChannel, Uri, window } from 'vscode';

/** Says why there is no server, and what can be done about it. */
export async function reportMissing(reason: string, extension: Uri): Promise<void> {
  const settings = 'Open Settings';
  const help = 'How to Install';
  const chosen = await window.showErrorMessage(`Fingerpost has no server to ask: ${reason}`, settings, help);
  if (chosen === settings) {
    await commands.executeCommand('workbench.action.openSettings', 'fingerpost.server.path');
  } else if (chosen === help) {
    // Packaging writes the name in small letters.
    const page = Uri.joinPath(extension, 'readme.md').with({ fragment: 'the-server' });
    await commands.executeCommand('markdown.showPreview', page);
  }
}

/** Says that the server does not stay up. */
export async function reportCrashes(log: LogOutputChannel): Promise<void> {
  const restart = 'Restart';
  const show = 'Show Log';
  const chosen = await window.showErrorMessage('The Fingerpost server ended unexpectedly, again and again.', restart, show);
  if (chosen === restart) {
    await commands.executeCommand('fingerpost.restartServer');
  } else if (chosen === show) {
    log.show();
  }
}
