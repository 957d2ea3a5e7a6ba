import { type Disposable, EventEmitter, type ExtensionContext, type LogOutputChannel, LogLevel, window, workspace } from 'vscode';
import {
  CloseAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient/node';
import { SELECTOR } from './documents';
import { besideFindings } from './hover';
import { reportCrashes, reportMissing } from './messages';
import { ShowsRequirements } from './requirements';
import { type FoundServer, findServer } from './server';

/** What is running. */
export type Condition = 'starting' | 'running' | 'stopped' | 'missing';

/** The one server of this window, and the only place that starts it. */
export class Session implements Disposable {
  private readonly changes = new EventEmitter<Condition>();
  private readonly subscriptions: Disposable[];
  private running: LanguageClient | undefined;
  private found: FoundServer | undefined;
  private queue: Promise<void> = Promise.resolve();

  readonly onDidChange = this.changes.event;

  constructor(
    private readonly context: ExtensionContext,
    readonly log: LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changes,
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('fingerpost.server')) {
          void this.restart();
        }
      }),
      log.onDidChangeLogLevel(() => this.restart()),
    ];
  }

  get client(): LanguageClient | undefined {
    return this.running;
  }

  /** The program, for the commands that run it once. */
  get program(): string | undefined {
    return this.found?.path;
  }

  /** Stops the server if there is one and starts it. Calls wait for each other. */
  restart(): Promise<void> {
    this.queue = this.queue.then(() => this.stop()).then(() => this.start());
    return this.queue;
  }

  async dispose(): Promise<void> {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    await this.queue;
    await this.stop();
  }

  private async start(): Promise<void> {
    this.changes.fire('starting');
    const found = await findServer(this.context.extensionUri);
    if (found.path === undefined) {
      this.log.error(found.reason);
      this.found = undefined;
      this.changes.fire('missing');
      void reportMissing(found.reason, this.context.extensionUri);
      return;
    }
    this.found = found;
    this.log.info(`server ${found.version} from ${found.origin}: ${found.path}`);
    const client = new LanguageClient('fingerpost', 'Fingerpost', this.command(found.path), this.options());
    client.registerFeature(new ShowsRequirements());
    client.clientOptions.errorHandler = this.errorHandler(client);
    client.onDidChangeState(({ newState }) => {
      const started = newState === State.Starting ? 'starting' : 'stopped';
      this.changes.fire(newState === State.Running ? 'running' : started);
    });
    this.running = client;
    await client.start().catch((error: unknown) => {
      this.log.error(`the server did not start: ${String(error)}`);
      void reportCrashes(this.log);
    });
  }

  private async stop(): Promise<void> {
    const client = this.running;
    this.running = undefined;
    await client?.dispose().catch((error: unknown) => this.log.warn(`the server did not stop: ${String(error)}`));
  }

  private command(program: string): { command: string; args: string[]; options: object } {
    const level = this.log.logLevel === LogLevel.Warning ? 'warn' : LogLevel[this.log.logLevel].toLowerCase();
    return {
      command: program,
      args: ['server'],
      // Not in the workspace, whose folder could then not be renamed on Windows.
      options: { cwd: this.context.extensionUri.fsPath, env: { FINGERPOST_LOG: level, ...process.env } },
    };
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticPullOptions: { onChange: true },
      middleware: {
        provideHover: async (document, position, token, next) => besideFindings(await next(document, position, token), document, position),
      },
      stdioOptions: {
        stdout: () => {},
        // The server's lines carry a level and a time of their own.
        stderr: (lines, log) => lines.on('data', (chunk: Buffer) => log.append(chunk.toString())),
      },
    };
  }

  /** A crash is mended in silence; only a server that keeps crashing is worth a message. */
  private errorHandler(client: LanguageClient): ErrorHandler {
    const usual = client.createDefaultErrorHandler();
    return {
      error: async (error, message, count) => ({ ...(await usual.error(error, message, count)), handled: true }),
      closed: async () => {
        const result = await usual.closed();
        if (result.action === CloseAction.DoNotRestart) {
          void reportCrashes(this.log);
        }
        return { ...result, handled: true };
      },
    };
  }
}

/** Makes the log, which no one is shown unasked. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Fingerpost', { log: true });
}
