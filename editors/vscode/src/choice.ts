import type { Position, Range, TextDocument } from 'vscode';
import type { LanguageClient, Range as ProtocolRange } from 'vscode-languageclient/node';

/** Which service a part of a document has chosen, in words for people, and where it says so. */
export interface Choice {
  name: string;
  /** Where the choice holds. */
  scope: Range;
  /** Where it was made; undefined if the configuration states it. */
  place: Range | undefined;
}

interface ProtocolChoice {
  services: { id: string; name: string }[];
  scope: ProtocolRange;
  evidence: ProtocolRange | null;
}

const METHOD = 'fingerpost/choices';

/** The choices in a document, the whole before its parts; none from a server that cannot be asked. */
export async function choicesOf(document: TextDocument, client: LanguageClient): Promise<Choice[]> {
  if (client.initializeResult?.capabilities.experimental?.choices !== true) {
    return [];
  }
  const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document);
  const choices = await client.sendRequest<ProtocolChoice[]>(METHOD, { textDocument });
  return choices.map(({ services, scope, evidence }) => ({
    name: services.map((service) => service.name).join(' and '),
    scope: client.protocol2CodeConverter.asRange(scope),
    place: evidence ? client.protocol2CodeConverter.asRange(evidence) : undefined,
  }));
}

/** The choice that governs a position: the last around it, because a part follows the whole that it belongs to. */
export function governing(choices: readonly Choice[], position: Position): Choice | undefined {
  return choices.findLast((choice) => choice.scope.contains(position));
}
