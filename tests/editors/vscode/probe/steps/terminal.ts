import { spawn } from 'node:child_process';
import { commands, EventEmitter, type Pseudoterminal, window, workspace } from 'vscode';
import { appears, pictures, wait } from '../harness';

/** `fingerpost check` as a person runs it, in VS Code's terminal. */
export async function terminal(program: string): Promise<void> {
  const command = 'fingerpost check docs/prices.md';
  const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const writer = new EventEmitter<string>();
  let written = '';
  const write = (text: string) => {
    written += text;
    writer.fire(text);
  };
  const pseudoterminal: Pseudoterminal = {
    onDidWrite: writer.event,
    open: (size) => {
      write(`\x1b[32m$\x1b[0m ${command}\r\n`);
      // `script` runs it in a terminal of its own, so that it writes as it would in a person's.
      const columns = `stty cols ${size?.columns ?? 110}`;
      const run = spawn('script', ['--quiet', '--command', `${columns}; '${program}' check docs/prices.md`, '/dev/null'], {
        cwd,
        env: { ...process.env, TERM: 'xterm-256color' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      run.stdout.on('data', (chunk: Buffer) => write(chunk.toString()));
      run.once('close', () => write('\x1b[32m$\x1b[0m '));
    },
    close: () => {},
  };
  await commands.executeCommand('workbench.action.closePanel');
  // It says that there is no host for other terminals, which this test does without.
  await workspace.getConfiguration('workbench').update('statusBar.visible', false, true);
  const shown = window.createTerminal({ name: 'check', pty: pseudoterminal });
  shown.show();
  await commands.executeCommand('workbench.action.toggleMaximizedPanel');
  await wait('a terminal shows what check finds', () => written.includes('points-elsewhere') && written.endsWith('\x1b[0m '));
  await pictures('terminal', () => appears('it is on the page', '.part.panel .terminal-wrapper', ''));
  shown.dispose();
  await workspace.getConfiguration('workbench').update('statusBar.visible', undefined, true);
  await commands.executeCommand('workbench.action.toggleMaximizedPanel');
  await commands.executeCommand('workbench.action.closePanel');
}
