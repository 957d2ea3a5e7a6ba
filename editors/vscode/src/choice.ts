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
    return findingsOf(document.uri).flatMap((finding) => finding.relatedInformation?.slice(0, 1) ?? []).map(told(document));
  }
  const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document);
  const choices = await client.sendRequest<ProtocolChoice[]>(METHOD, { textDocument });
  return choices.map(({ services, scope, evidence }) => ({
    name: services.map((service) => service.name).join(' and '),
    scope: client.protocol2CodeConverter.asRange(scope),
    place: evidence ? client.protocol2CodeConverter.asRange(evidence) : undefined,
  }));
}

/** The choice that governs a position: that of the smallest part around it. */
export function governing(choices: readonly Choice[], position: Position): Choice | undefined {
  return choices
    .filter((choice) => choice.scope.contains(position))
    .reduce<Choice | undefined>((best, choice) => (best?.scope.contains(choice.scope) === false ? best : choice), undefined);
}

/** A finding says `<service> is chosen here`; to the whole document, as far as it tells. */
function told(document: TextDocument): (related: DiagnosticRelatedInformation) => Choice {
  const scope = new Range(document.positionAt(0), document.positionAt(Number.MAX_SAFE_INTEGER));
  return ({ message, location }) => ({ name: message.replace(/ is chosen here$/, ''), scope, place: location.range });
}
