import { type DiagnosticRelatedInformation, type Position, Range, type TextDocument } from 'vscode';
import type { LanguageClient, Range as ProtocolRange } from 'vscode-languageclient/node';
import { findingsOf } from './findings';

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

/** The choices in a document, from the server where it can be asked, else from what its findings tell. */
export async function choicesOf(document: TextDocument, client: LanguageClient): Promise<Choice[]> {
  if (client.initializeResult?.capabilities.experimental?.choices !== true) {
    const told = findingsOf(document.uri).flatMap((finding) => finding.relatedInformation?.slice(0, 1) ?? []);
    return inFindings(told, document);
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

/** A finding says `<service> is chosen here`. That is enough where all of them say the same. */
function inFindings(told: readonly DiagnosticRelatedInformation[], document: TextDocument): Choice[] {
  const [first] = told;
  if (!first || told.some(({ message }) => message !== first.message)) {
    return [];
  }
  const scope = document.validateRange(new Range(0, 0, document.lineCount, 0));
  return [{ name: first.message.replace(/ is chosen here$/, ''), scope, place: first.location.range }];
}
