import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Diagnostic, languages, type Position, Selection, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import type { PageCall } from '../page';

/** Long, for a machine that has much else to do. Nothing ever waits for the whole of it but a failure. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 3_000;

/** Tells the driver, which prints it. */
export async function say(call: { ok?: string; failed?: string; done?: { host: number; server: number } }): Promise<void> {
  await post('say', call);
}

export async function check(what: string, condition: boolean, shown?: unknown): Promise<void> {
  if (!condition) {
    throw new Error(`${what}\n${JSON.stringify(shown, undefined, 1)}`);
  }
  await say({ ok: what });
}

/** Looks again and again, until there is a value. */
export async function wait<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) {
      await say({ ok: what });
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${PATIENCE_MS} ms`);
    }
    await sleep(50);
  }
}

/** Asks the browser, in which a person would look and type. */
export async function page<T>(call: PageCall): Promise<T> {
  return (await post('page', call)) as T;
}

/** Waits for a text inside an element of the page. `show` is what makes it appear, repeated should that be needed. */
export function appears(what: string, selector: string, text: string, show?: () => Thenable<unknown>): Promise<string> {
  let last = -Infinity;
  return wait(what, async () => {
    if (show && Date.now() - last > AGAIN_MS) {
      await show();
      last = Date.now();
    }
    return (await page<string[]>({ texts: selector })).find((shown) => shown.includes(text));
  });
}

/** Takes a picture in the light and in the dark of what `show` brings up in each. */
export async function pictures(name: string, show: () => Promise<unknown>): Promise<void> {
  const themes = [
    ['light', 'Default Light Modern', 'vs'],
    ['dark', 'Default Dark Modern', 'vs-dark'],
  ] as const;
  for (const [light, theme, className] of themes) {
    await workspace.getConfiguration('workbench').update('colorTheme', theme, true);
    await wait(`${name} in the ${light}`, async () => (await page<string[]>({ texts: `.monaco-workbench.${className}` })).length > 0);
    await show();
    await page({ picture: `${name}-${light}` });
  }
}

/** Whether there is an open panel. */
export async function hasPanel(): Promise<boolean> {
  return (await page<string[]>({ texts: '.part.panel .composite, .output-view-container' })).length > 0;
}

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${process.env['FINGERPOST_TEST_DRIVER']}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) {
    throw new Error(await response.text());
  }
  return response.json();
}

export async function open(name: string): Promise<TextEditor> {
  const folder = workspace.workspaceFolders?.[0]?.uri as Uri;
  return window.showTextDocument(await workspace.openTextDocument(Uri.joinPath(folder, name)));
}

/** Puts the cursor somewhere, and waits until the page has it there: what is typed goes where the page has it. */
export async function moveTo(place: Position): Promise<void> {
  if (window.activeTextEditor) {
    window.activeTextEditor.selection = new Selection(place, place);
  }
  await appears('the cursor is moved', '.statusbar-item', `Ln ${place.line + 1}, Col ${place.character + 1}`);
}

/** VS Code's own Markdown extension speaks, too. */
export function findings(document: TextDocument): Diagnostic[] {
  return languages.getDiagnostics(document.uri).filter(({ source }) => source === 'fingerpost');
}

/** The place of a text, and so many characters into it. */
export function find(document: TextDocument, text: string, into = 0): Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) {
    throw new Error(`the document has no “${text}”`);
  }
  return document.positionAt(offset + into);
}

/** The process of the server that the extension runs: a child of this one. */
export function serverProcess(): number | undefined {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = processes.find((id) => {
    try {
      const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
      const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
      return Number(parent) === process.pid && words[0]?.endsWith('/fingerpost') === true && words[1] === 'server';
    } catch {
      return false;
    }
  });
  return found === undefined ? undefined : Number(found);
}
