import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { type Uri, workspace } from 'vscode';
import { run } from './run';

/** A program that answers `--version` as Fingerpost does. */
export interface FoundServer {
  path: string;
  version: string;
  /** Who named it, for the log. */
  origin: string;
}

/** No server; `reason` is a sentence for people. */
export interface MissingServer {
  path: undefined;
  reason: string;
}

const PROGRAM = process.platform === 'win32' ? 'fingerpost.exe' : 'fingerpost';
const VARIABLE = 'FINGERPOST_SERVER_PATH';
const PROBE_TIMEOUT_MS = 10_000;

/**
 * Finds the server: environment, setting, bundled, PATH. A path that somebody has stated is never passed
 * over in silence: if it is wrong, that is the answer.
 */
export async function findServer(extension: Uri): Promise<FoundServer | MissingServer> {
  const stated = statedPath();
  if (stated !== undefined) {
    const found = await probe(stated.path, stated.origin);
    return found.path === undefined
      ? { ...found, reason: `${stated.origin} names ${stated.path}, but ${found.reason}` }
      : found;
  }
  const bundled = join(extension.fsPath, 'server', PROGRAM);
  const hasBundled = await isExecutable(bundled);
  const shipped = hasBundled ? await probe(bundled, 'the extension') : undefined;
  if (shipped?.path !== undefined) {
    return shipped;
  }
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))) {
    const candidate = join(folder, PROGRAM);
    if (await isExecutable(candidate)) {
      const found = await probe(candidate, 'the PATH');
      if (found.path !== undefined) {
        return found;
      }
    }
  }
  return {
    path: undefined,
    reason: shipped
      ? `the server that came with the extension does not run here (${shipped.reason}), and there is none on the PATH.`
      : 'this package of the extension brings no server for your system, and there is none on the PATH.',
  };
}

function statedPath(): { path: string; origin: string } | undefined {
  const variable = process.env[VARIABLE];
  if (variable) {
    return { path: variable, origin: `the variable ${VARIABLE}` };
  }
  const setting = workspace.getConfiguration('fingerpost').get<string>('server.path')?.trim();
  if (setting) {
    return { path: setting.replace(/^~(?=$|[/\\])/, homedir()), origin: 'the setting fingerpost.server.path' };
  }
  return undefined;
}

async function probe(path: string, origin: string): Promise<FoundServer | MissingServer> {
  const { code, stdout, failure } = await run(path, ['--version'], { timeout: PROBE_TIMEOUT_MS });
  const version = /^fingerpost (\S+)/.exec(stdout)?.[1];
  if (version !== undefined) {
    return { path, version, origin };
  }
  if (failure?.includes('ENOENT')) {
    return { path: undefined, reason: 'there is no such program.' };
  }
  if (failure?.includes('EACCES')) {
    return { path: undefined, reason: 'it is not a program that may be run.' };
  }
  return { path: undefined, reason: failure ?? `it does not answer --version as Fingerpost does (exit code ${code}).` };
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
