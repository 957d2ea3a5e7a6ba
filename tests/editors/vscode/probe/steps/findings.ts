import { DiagnosticSeverity, type TextDocument } from 'vscode';
import { appears, check, find, findings, page, wait } from '../harness';

/** What is found, how it is marked, and where else it is told. */
export async function findingSteps(document: TextDocument): Promise<void> {
  await wait('two requirements are flagged', () => findings(document).length === 2);
  const [churn, container] = findings(document);
  await check('the range covers the words that gave the reason', churn?.range.start.isEqual(find(document, 'gradient boosted')) === true, churn);
  await check('the message names both services', /SageMaker AI/.test(`${churn?.message}`) && /Bedrock/.test(`${churn?.message}`), churn);
  await check('it is a warning', churn?.severity === DiagnosticSeverity.Warning, churn);
  const related = churn?.relatedInformation?.[0];
  await check('it leads to the decision', related?.location.range.start.line === find(document, 'Amazon Bedrock').line, related);
  const code = churn?.code as { value: string; target: { authority: string } };
  await check('its code is a link to the source', code.value === 'points-elsewhere' && code.target.authority.startsWith('docs.'), code);
  await check('the second is on the container', container?.range.start.line === find(document, 'own container').line, container);
  await wait('they are underlined', async () => (await page<string[]>({ texts: '.squiggly-warning' })).length >= 2);
  await appears('the status bar counts them and names the service', '#fingerpost\\.fingerpost\\.fingerpost', 'Amazon Bedrock · 2');
}
