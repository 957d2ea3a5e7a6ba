import { type Hover, MarkdownString, type Position, type TextDocument } from 'vscode';
import { findingsOf } from './findings';

/** Paragraphs about a finding that VS Code shows above the hover: the verdict, and the decision with a link to it. */
const REPEATED = /^(?:\*\*Points to |\*Chosen:\* )/;

/** The hover without what the finding at the position says already. Other editors show hovers alone. */
export function besideFindings(hover: Hover | null | undefined, document: TextDocument, position: Position): Hover | null | undefined {
  if (!hover || !findingsOf(document.uri).some(({ range }) => range.contains(position))) {
    return hover;
  }
  hover.contents = hover.contents.map((content) => {
    if (!(content instanceof MarkdownString)) {
      return content;
    }
    const kept = content.value.split('\n\n').filter((paragraph) => !REPEATED.test(paragraph));
    return new MarkdownString(kept.join('\n\n'));
  });
  return hover;
}
