// Runs VS Code (as code-server) with the packaged extension and the probe, in a browser without a window.
// Arguments: the folder with code-server, the working folder, the two packages.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PageCall, Workbench } from './page';

const [tools, work, ...packages] = process.argv.slice(2) as [string, string, ...string[]];
const PORT = 18_740 + (process.pid % 1000);
const LONGEST_RUN_MS = 180_000;

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
};

interface Say {
  ok?: string;
  failed?: string;
  done?: { host: number; server: number };
}

async function main(): Promise<number> {
  const driver = createServer();
  await new Promise<void>((resolve) => driver.listen(0, '127.0.0.1', resolve));
  const environment = prepare(driver);
  const program = join(tools, 'node_modules/code-server/out/node/entry.js');
  const parameters = ['--user-data-dir', join(work, 'user'), '--extensions-dir', join(work, 'extensions')];
  for (const file of packages) {
    execFileSync(process.execPath, [program, ...parameters, '--install-extension', file, '--force'], { env: environment, stdio: 'ignore' });
  }
  const log = openSync(join(work, 'code-server.log'), 'w');
  const flags = ['--auth', 'none', '--bind-addr', `127.0.0.1:${PORT}`, '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override'];
  const host = spawn(process.execPath, [program, ...parameters, ...flags], { env: environment, stdio: ['ignore', log, log] });
  let workbench: Workbench | undefined;
  try {
    await healthy();
    workbench = await Workbench.open(`http://127.0.0.1:${PORT}/?folder=${join(work, 'workspace')}`, join(work, 'pictures'));
    return await listen(driver, workbench);
  } finally {
    await workbench?.close();
    await end(host);
    driver.close();
  }
}

/** Folders, settings and documents. */
function prepare(driver: Server): NodeJS.ProcessEnv {
  const folders = ['user/User', 'extensions', 'config', 'data', 'cache', 'workspace/docs'];
  for (const folder of folders) {
    mkdirSync(join(work, folder), { recursive: true });
  }
  writeFileSync(join(work, 'user/User/settings.json'), JSON.stringify(SETTINGS));
  cpSync(join(__dirname, 'documents'), join(work, 'workspace'), { recursive: true });
  const { port } = driver.address() as AddressInfo;
  return {
    ...process.env,
    XDG_CONFIG_HOME: join(work, 'config'),
    XDG_DATA_HOME: join(work, 'data'),
    XDG_CACHE_HOME: join(work, 'cache'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    FINGERPOST_TEST_DRIVER: `http://127.0.0.1:${port}`,
  };
}

async function healthy(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/healthz`).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    await sleep(100);
  }
  throw new Error('VS Code did not start');
}

/** Serves the probe until it is done; the exit code. */
function listen(driver: Server, workbench: Workbench): Promise<number> {
  let passed = 0;
  return new Promise((resolve) => {
    const finish = (failed: string | undefined) => {
      if (failed !== undefined) {
        console.error(`FAILED: ${failed}`);
      }
      console.log(`${passed} passed, ${failed === undefined ? 0 : 1} failed`);
      resolve(failed === undefined ? 0 : 1);
    };
    setTimeout(() => finish('the run took too long'), LONGEST_RUN_MS).unref();
    const hear = async ({ ok, failed, done }: Say) => {
      if (ok !== undefined) {
        passed++;
        console.log(`ok: ${ok}`);
      }
      if (failed !== undefined) {
        await workbench.answer({ picture: 'failure' });
        finish(failed);
      }
      if (done !== undefined) {
        process.kill(done.host, 'SIGKILL');
        const gone = await ended(done.server);
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

async function ended(process: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (!existsSync(`/proc/${process}`)) {
      return true;
    }
    await sleep(50);
  }
  return false;
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
