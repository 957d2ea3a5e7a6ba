import { execFile } from 'node:child_process';

/** How a program ended. `code` is undefined if it could not be started or was killed. */
export interface Outcome {
  code: number | undefined;
  stdout: string;
  stderr: string;
  /** Why it did not start or end by itself. */
  failure: string | undefined;
}

const LARGEST_OUTPUT = 64 << 20;

/** Runs a program to its end, without a shell. */
export function run(
  program: string,
  parameters: string[],
  options: { cwd?: string | undefined; timeout?: number; signal?: AbortSignal } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const settings = { ...options, maxBuffer: LARGEST_OUTPUT, windowsHide: true, encoding: 'utf8' as const };
    execFile(program, parameters, settings, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      resolve({ code, stdout, stderr, failure: code === undefined ? error?.message : undefined });
    });
  });
}
