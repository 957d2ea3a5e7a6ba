import {
  type CompletionContext,
  type CompletionItem,
  CompletionList,
  CompletionTriggerKind,
  type Position,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import type { CompletionMiddleware, FeatureState, ServerCapabilities, StaticFeature } from 'vscode-languageclient/node';

const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Fewer small letters than this begin too many everyday words. */
const SHORTEST_ORDINARY_WORD = 4;

export function suggestAsYouType(): boolean {
  return workspace.getConfiguration('fingerpost').get('completion.asYouType', true);
}

/**
 * VS Code switches suggestions while typing off for Markdown, and rightly so: with them on, every word of
 * a text is offered again as a completion. A trigger character asks the provider that declared it and
 * nobody else, whatever that setting says. So every letter is one, and this decides when it is worth a list.
 */
export class AsYouType implements StaticFeature {
  preInitialize(capabilities: ServerCapabilities): void {
    const provider = capabilities.completionProvider;
    if (provider) {
      provider.triggerCharacters = [...new Set([...(provider.triggerCharacters ?? []), ...CHARACTERS])];
    }
  }

  fillClientCapabilities(): void {}
  initialize(): void {}
  getState(): FeatureState {
    return { kind: 'static' };
  }
  clear(): void {}

  static readonly provide: NonNullable<CompletionMiddleware['provideCompletionItem']> = async (
    document,
    position,
    context,
    token,
    next,
  ) => {
    if (!isTyped(context)) {
      return next(document, position, context, token);
    }
    if (!isWorthAsking(document, position)) {
      return undefined;
    }
    const found = await next(document, position, context, token);
    const items = found instanceof CompletionList ? found.items : (found ?? []);
    const unfinished = items.filter((item) => isUnfinished(item, document, position));
    return new CompletionList(unfinished, found instanceof CompletionList && found.isIncomplete);
  };
}

function isTyped(context: CompletionContext): boolean {
  return context.triggerKind === CompletionTriggerKind.TriggerCharacter && CHARACTERS.includes(context.triggerCharacter ?? '');
}

/** Inside a name at once, inside an ordinary word after a few letters, and not when text is changed in the middle of a word. */
function isWorthAsking(document: TextDocument, position: Position): boolean {
  const line = document.lineAt(position).text;
  const word = /[\p{L}\p{N}]*$/u.exec(line.slice(0, position.character))?.[0] ?? '';
  const inWord = /^[\p{L}\p{N}]/u.test(line.slice(position.character));
  return !inWord && (word.length >= SHORTEST_ORDINARY_WORD || /\p{Lu}/u.test(word) || inCode(line, position));
}

function inCode(line: string, position: Position): boolean {
  return (line.slice(0, position.character).match(/`/g)?.length ?? 0) % 2 === 1;
}

/**
 * Whoever has typed whole words may be done with them, and Enter should then begin a new line rather than
 * accept a longer name.
 */
function isUnfinished(item: CompletionItem, document: TextDocument, position: Position): boolean {
  const range = item.range instanceof Range ? item.range : item.range?.replacing;
  if (!range) {
    return true;
  }
  const typed = document.getText(new Range(range.start, position)).toLowerCase();
  const name = (item.filterText ?? item.insertText?.toString() ?? '').toLowerCase();
  return !(name.startsWith(typed) && !/^[\p{L}\p{N}]/u.test(name.slice(typed.length)));
}
