import { commands, type Disposable, Position, Range, type TextDocument, type TextDocumentChangeEvent, window, workspace } from 'vscode';
import { type CompletionItem, CompletionRequest, TextEdit } from 'vscode-languageclient/node';
import { isOurs } from './documents';
import type { Session } from './session';

/** Fewer small letters than this begin too many everyday words. */
const SHORTEST_ORDINARY_WORD = 4;

/**
 * Opens the list of suggestions while somebody writes.
 *
 * VS Code switches that off for Markdown, and rightly so: with `editor.quickSuggestions` on, every word of
 * the text and every snippet is offered at every letter, and Enter at the end of a line takes one. Letters as
 * trigger characters are ignored. So this asks the server at each letter, and opens the list where a name has
 * been begun; VS Code's settings stay as they are.
 */
export class AsYouType implements Disposable {
  private readonly typing: Disposable;
  /** The word for which the list has been opened: once is enough, also after Escape. */
  private offered: string | undefined;

  constructor(private readonly session: Session) {
    this.typing = workspace.onDidChangeTextDocument((event) => {
      const position = typedLetter(event);
      if (position) {
        // Later, so that the server knows of the letter.
        setImmediate(() => void this.offer(event.document, position));
      } else if (event.contentChanges.length > 0) {
        this.offered = undefined;
      }
    });
  }

  dispose(): void {
    this.typing.dispose();
  }

  private async offer(document: TextDocument, position: Position): Promise<void> {
    const word = wordBefore(document, position);
    const place = `${document.uri}#${position.line}:${position.character - word.length}`;
    const worthIt = isWorthAsking(document, position, word) && isWanted(document) && (await this.isBegun(document, position));
    if (!window.activeTextEditor?.selection.active.isEqual(position)) {
      return;
    }
    if (worthIt && this.offered !== place) {
      this.offered = place;
      await commands.executeCommand('editor.action.triggerSuggest', { auto: true });
    } else if (!worthIt && this.offered === place) {
      this.offered = undefined;
      await commands.executeCommand('hideSuggestWidget');
    }
  }

  /**
   * Whether a name has been begun and none is complete: whoever has typed whole words may be done with them,
   * and Enter should then begin a new line rather than accept a longer name.
   */
  private async isBegun(document: TextDocument, position: Position): Promise<boolean> {
    const { client } = this.session;
    if (!client?.isRunning()) {
      return false;
    }
    const parameters = client.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
    const found = await client.sendRequest(CompletionRequest.type, parameters).catch(() => null);
    const items = Array.isArray(found) ? found : (found?.items ?? []);
    return items.length > 0 && !items.some((item) => isComplete(item, document, position));
  }
}

/** The position after a letter that somebody has typed. */
function typedLetter({ document, contentChanges, reason }: TextDocumentChangeEvent): Position | undefined {
  const [change, ...others] = contentChanges;
  const isTyped = change && others.length === 0 && reason === undefined && /^[\p{L}\p{N}]$/u.test(change.text);
  const isHere = isTyped && document === window.activeTextEditor?.document && isOurs(document);
  return isHere ? change.range.start.translate(0, change.text.length) : undefined;
}

/** Not where VS Code does it anyway, or nobody wants it. */
function isWanted(document: TextDocument): boolean {
  const { other } = workspace.getConfiguration('editor', document).get<{ other?: unknown }>('quickSuggestions', {});
  const isOff = other === 'off' || other === false;
  return isOff && workspace.getConfiguration('fingerpost').get('completion.asYouType', true);
}

/** Inside a name at once, inside an ordinary word after a few letters, not where the middle of a word is changed. */
function isWorthAsking(document: TextDocument, position: Position, word: string): boolean {
  const line = document.lineAt(position).text;
  const isInWord = /^[\p{L}\p{N}]/u.test(line.slice(position.character));
  const isInCode = (line.slice(0, position.character).match(/`/g)?.length ?? 0) % 2 === 1;
  return !isInWord && (word.length >= SHORTEST_ORDINARY_WORD || /\p{Lu}/u.test(word) || isInCode);
}

function wordBefore(document: TextDocument, position: Position): string {
  const before = document.lineAt(position).text.slice(0, position.character);
  return /[\p{L}\p{N}]*$/u.exec(before)?.[0] ?? '';
}

function isComplete(item: CompletionItem, document: TextDocument, position: Position): boolean {
  if (!TextEdit.is(item.textEdit)) {
    return false;
  }
  const { start } = item.textEdit.range;
  const typed = document.getText(new Range(new Position(start.line, start.character), position)).toLowerCase();
  const name = (item.filterText ?? item.label).toLowerCase();
  return name.startsWith(typed) && !/^[\p{L}\p{N}]/u.test(name.slice(typed.length));
}
