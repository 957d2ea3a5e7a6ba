import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Diagnostic, languages, Position, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import type { PageCall } from '../page';

const PATIENCE_MS = 15_000;

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

/** Waits for a text inside an element of the page. */
export function appears(what: string, selector: string, text: string): Promise<string> {
  return wait(what, async () => (await page<string[]>({ texts: selector })).find((shown) => shown.includes(text)));
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
