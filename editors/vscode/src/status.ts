import {
  type Disposable,
  languages,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  type TextEditor,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import { type Choice, choicesOf, governing } from './choice';
import { isOurs } from './documents';
import { count, findingsOf } from './findings';
import type { Condition, Session } from './session';

/** While somebody types, the choice is looked up once they pause. */
const PAUSE_MS = 250;

/** The entry in the status bar of a Markdown document: the service chosen where the cursor is, and the number of findings. */
export class Status implements Disposable {
  private readonly item: StatusBarItem;
  private readonly subscriptions: Disposable[];
  private condition: Condition = 'starting';
  private choices: Choice[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly session: Session) {
    this.item = window.createStatusBarItem('fingerpost', StatusBarAlignment.Right, 100);
    this.item.name = 'Fingerpost';
    this.subscriptions = [
      this.item,
      session.onDidChange((condition) => {
        this.condition = condition;
        this.refresh();
      }),
      window.onDidChangeActiveTextEditor(() => {
        this.choices = [];
        this.refresh();
      }),
      window.onDidChangeTextEditorSelection(() => this.show()),
      languages.onDidChangeDiagnostics(() => this.refresh()),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === window.activeTextEditor?.document) {
          this.refresh();
        }
      }),
    ];
    this.refresh();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private refresh(): void {
    this.show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.lookUp(), PAUSE_MS);
  }

  private async lookUp(): Promise<void> {
    const document = this.editor()?.document;
    const client = this.session.client;
    if (!document || !client || this.condition !== 'running') {
      return;
    }
    const choices = await choicesOf(document, client).catch(() => []);
    if (document === this.editor()?.document) {
      this.choices = choices;
      this.show();
    }
  }

  private editor(): TextEditor | undefined {
    const editor = window.activeTextEditor;
    return editor && isOurs(editor.document) ? editor : undefined;
  }

  private show(): void {
    const editor = this.editor();
    if (!editor) {
      this.item.hide();
      return;
    }
    this.item.backgroundColor =
      this.condition === 'missing' || this.condition === 'stopped' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    if (this.condition === 'running') {
      this.showFindings(editor);
    } else {
      this.showCondition(this.condition);
    }
    this.item.show();
  }

  private showFindings({ document, selection }: TextEditor): void {
    const findings = findingsOf(document.uri).length;
    const choice = governing(this.choices, selection.active);
    this.item.text = `$(milestone) ${choice ? `${choice.name} · ${findings}` : findings}`;
    this.item.tooltip = tooltip([
      `**Fingerpost**: ${findings === 0 ? 'nothing found' : count(findings, 'finding')} in this document`,
      choice === undefined
        ? 'No chosen service is known here.'
        : `${choice.name} is chosen ${choice.place ? `in line ${choice.place.start.line + 1}` : 'by the configuration'}.`,
    ]);
    this.item.command = { command: 'workbench.actions.view.problems', title: 'Show Problems' };
    this.item.accessibilityInformation = { label: `Fingerpost, ${count(findings, 'finding')}, ${choice?.name ?? 'no service chosen'}` };
  }

  private showCondition(condition: Exclude<Condition, 'running'>): void {
    const [icon, text] = {
      starting: ['sync~spin', 'The server is starting.'],
      stopped: ['debug-disconnect', 'The server has stopped. Click to start it again.'],
      missing: ['warning', 'The server was not found. Click to look again.'],
    }[condition] as [string, string];
    this.item.text = `$(${icon}) Fingerpost`;
    this.item.tooltip = tooltip([`**Fingerpost**: ${text}`]);
    this.item.command = { command: 'fingerpost.restartServer', title: 'Restart' };
    this.item.accessibilityInformation = { label: `Fingerpost: ${text}` };
  }
}

function tooltip(paragraphs: string[]): MarkdownString {
  const links = [
    '[Problems](command:workbench.actions.view.problems)',
    '[Log](command:fingerpost.showLog)',
    '[Restart](command:fingerpost.restartServer)',
    '[Configuration](command:fingerpost.openConfiguration)',
  ];
  const text = new MarkdownString([...paragraphs, links.join(' · ')].join('\n\n'));
  text.isTrusted = {
    enabledCommands: [
      'workbench.actions.view.problems',
      'fingerpost.showLog',
      'fingerpost.restartServer',
      'fingerpost.openConfiguration',
    ],
  };
  return text;
}
