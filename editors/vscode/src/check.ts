import {
  commands,
  Diagnostic,
  type DiagnosticCollection,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Disposable,
  languages,
  Location,
  ProgressLocation,
  Range,
  Uri,
  window,
  workspace,
} from 'vscode';
import { pickFolder } from './configuration';
import { count, SOURCE } from './findings';
import { type Outcome, run } from './run';
import type { Session } from './session';

/** A place as `check --format json` prints it: from 1, columns in Unicode scalar values. */
interface Place {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

interface Finding extends Place {
  rule: string;
  severity: 'error' | 'warning' | 'information' | 'hint';
  message: string;
  related: (Place & { message: string })[];
}

interface Report {
  documents: { path: string; findings: Finding[] }[];
  summary: { documents: number; documents_with_findings: number; findings: number };
}

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Findings in documents that are not open. An open one belongs to the server, which knows what is not saved. */
export class WorkspaceCheck implements Disposable {
  private readonly closed: DiagnosticCollection = languages.createDiagnosticCollection('fingerpost-workspace');
  private readonly opening = workspace.onDidOpenTextDocument((document) => this.closed.delete(document.uri));

  constructor(private readonly session: Session) {}

  dispose(): void {
    this.opening.dispose();
    this.closed.dispose();
  }

  /** Checks all documents of a folder and lists the findings under Problems. */
  async run(): Promise<void> {
    const { program } = this.session;
    const folder = await pickFolder();
    if (!program || !folder) {
      void window.showInformationMessage(program ? 'Open a folder first, then check its documents.' : 'Fingerpost has no server.');
      return;
    }
    const progress = { location: ProgressLocation.Window, title: 'Fingerpost: checking the workspace' };
    const outcome = await window.withProgress(progress, () => check(program, folder));
    const report = parse(outcome);
    if (!report) {
      this.session.log.error(outcome.failure ?? outcome.stderr);
      void window.showErrorMessage(`The workspace could not be checked: ${outcome.failure ?? outcome.stderr.trim()}`);
      return;
    }
    await this.publish(report, folder);
    const { documents, documents_with_findings, findings } = report.summary;
    void window.showInformationMessage(
      findings === 0
        ? `Fingerpost: nothing found in ${count(documents, 'document')}.`
        : `Fingerpost: ${count(findings, 'finding')} in ${documents_with_findings} of ${count(documents, 'document')}.`,
    );
    if (findings > 0) {
      await commands.executeCommand('workbench.actions.view.problems');
    }
  }

  private async publish(report: Report, folder: Uri): Promise<void> {
    this.closed.clear();
    const open = new Set(workspace.textDocuments.map((document) => document.uri.toString()));
    for (const { path, findings } of report.documents) {
      const document = Uri.joinPath(folder, path);
      if (findings.length > 0 && !open.has(document.toString())) {
        const lines = new TextDecoder().decode(await workspace.fs.readFile(document)).split(/\r\n|\r|\n/);
        this.closed.set(document, findings.map((finding) => diagnostic(finding, document, lines)));
      }
    }
  }
}

function check(program: string, folder: Uri): Promise<Outcome> {
  return run(program, ['check', '--format', 'json', '--fail-on', 'never', '.'], { cwd: folder.fsPath });
}

/** The report, also where some files could not be read; undefined if there is none. */
function parse({ stdout }: Outcome): Report | undefined {
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    return undefined;
  }
}

function diagnostic(finding: Finding, document: Uri, lines: string[]): Diagnostic {
  const found = new Diagnostic(range(finding, lines), finding.message, SEVERITIES[finding.severity]);
  found.source = SOURCE;
  found.code = finding.rule;
  found.relatedInformation = finding.related.map(
    (related) => new DiagnosticRelatedInformation(new Location(document, range(related, lines)), related.message),
  );
  return found;
}

function range(place: Place, lines: string[]): Range {
  const character = (line: number, column: number) => [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length;
  return new Range(
    place.line - 1,
    character(place.line, place.column),
    place.end_line - 1,
    character(place.end_line, place.end_column),
  );
}
