// Runs VS Code (as code-server) with the packaged extension and the probe, in a browser without a window: once in a
// workspace that is trusted, once in one that is not.
// Arguments: the folder with code-server, the browser, the working folder, the two packages.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PageCall, Workbench } from './page';

const [tools, browser, work, ...packages] = process.argv.slice(2) as [string, string, string, ...string[]];
const PROGRAM = join(tools, 'node_modules/code-server/out/node/entry.js');
/** Long, for a machine that has much else to do. */
const LONGEST_ROUND_MS = 480_000;
const PATIENCE_MS = 60_000;

type Round = 'trusted' | 'restricted';

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.editor.empty.hint': 'hidden',
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.hover.delay': 100,
  'editor.fontFamily': 'DejaVu Sans Mono',
  'editor.fontSize': 13,
  'files.autoSave': 'off',
  'git.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

interface Say {
  ok?: string;
  failed?: string;
  done?: { host: number; server: number };
}

async function main(): Promise<number> {
  for (const round of ['trusted', 'restricted'] as const) {
    const code = await play(round);
    if (code !== 0) {
      return code;
    }
  }
  return 0;
}

async function play(round: Round): Promise<number> {
  const driver = createServer();
  const { port: driverPort } = await listening(driver);
  const folder = join(work, round);
  prepare(folder);
  const environment = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    FINGERPOST_TEST_DRIVER: `http://127.0.0.1:${driverPort}`,
    FINGERPOST_TEST_ROUND: round,
  };
  const parameters = ['--user-data-dir', join(folder, 'user'), '--extensions-dir', join(folder, 'extensions')];
  const log = openSync(join(folder, 'code-server.log'), 'w');
  for (const file of packages) {
    execFileSync(process.execPath, [PROGRAM, ...parameters, '--install-extension', file, '--force'], { env: environment, stdio: ['ignore', log, log] });
  }
  const port = await freePort();
  const flags = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
  if (round === 'trusted') {
    flags.push('--disable-workspace-trust');
  }
  const host = spawn(process.execPath, [PROGRAM, ...parameters, ...flags], { env: environment, stdio: ['ignore', log, log] });
  let workbench: Workbench | undefined;
  try {
    await healthy(port);
    const pictures = join(work, 'pictures');
    workbench = await Workbench.open(`http://127.0.0.1:${port}/?folder=${join(folder, 'workspace')}`, pictures, browser);
    return await listen(driver, workbench, round);
  } finally {
    await workbench?.close();
    await end(host);
    driver.close();
  }
}

/** Folders, settings and documents. */
function prepare(folder: string): void {
  for (const name of ['user/User', 'extensions', 'config', 'data', 'cache', 'workspace/docs']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'user/User/settings.json'), JSON.stringify(SETTINGS));
  cpSync(join(__dirname, 'documents'), join(folder, 'workspace'), { recursive: true });
}

async function listening(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address() as AddressInfo;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { port } = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Polls, for there is no event to wait for. */
async function eventually(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if (await condition()) {
      return true;
    }
    await sleep(50);
  }
  return false;
}

async function healthy(port: number): Promise<void> {
  const answers = () => fetch(`http://127.0.0.1:${port}/healthz`).then(({ ok }) => ok, () => false);
  if (!(await eventually(answers))) {
    throw new Error(`VS Code did not start within ${PATIENCE_MS} ms; its log is code-server.log`);
  }
}

/** Serves the probe until it is done; the exit code. */
function listen(driver: Server, workbench: Workbench, round: Round): Promise<number> {
  let passed = 0;
  let over = false;
  return new Promise((resolve) => {
    const finish = (failed: string | undefined) => {
      over = true;
      if (failed !== undefined) {
        console.error(`FAILED: ${failed}`);
      }
      console.log(`VS Code, ${round}: ${passed} passed, ${failed === undefined ? 0 : 1} failed`);
      resolve(failed === undefined ? 0 : 1);
    };
    setTimeout(() => finish('the run took too long'), LONGEST_ROUND_MS).unref();
    const hear = async ({ ok, failed, done }: Say) => {
      // A killed extension host is started anew, and the probe with it.
      if (over) {
        return;
      }
      if (ok !== undefined) {
        passed++;
        console.log(`ok: ${ok}`);
      }
      if (failed !== undefined) {
        await workbench.answer({ picture: 'failure' }).catch(() => null);
        finish(failed);
      }
      if (done !== undefined) {
        over = true;
        process.kill(done.host, 'SIGKILL');
        const gone = await eventually(() => !existsSync(`/proc/${done.server}`));
        passed += gone ? 1 : 0;
        console.log(gone ? 'ok: the server ends when the editor is killed' : '');
        finish(gone ? undefined : 'the server outlives the editor');
      }
    };
    driver.on('request', (request, response) => {
      body(request)
        .then(async (text) => {
          const call: unknown = JSON.parse(text);
          const answer = request.url === '/page' ? await workbench.answer(call as PageCall) : null;
          response.end(JSON.stringify(answer));
          if (request.url === '/say') {
            await hear(call as Say);
          }
        })
        .catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  });
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

/** Gives VS Code the time to end what it has started. */
async function end(host: ChildProcess): Promise<void> {
  const over = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGTERM');
  await Promise.race([over, sleep(5000)]);
  host.kill('SIGKILL');
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
