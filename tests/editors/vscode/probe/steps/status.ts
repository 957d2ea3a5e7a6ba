import { commands, Selection } from 'vscode';
import { appears, find, open } from '../harness';

const STATUS = '#fingerpost\\.fingerpost\\.fingerpost';

/** The service that is chosen where the cursor is. */
export async function status(): Promise<void> {
  const editor = await open('docs/components.md');
  for (const [component, service] of [['letter writer', 'Amazon Bedrock'], ['repair cost', 'Amazon SageMaker AI']] as const) {
    const place = find(editor.document, `Component: ${component}`);
    editor.selection = new Selection(place, place);
    await appears(`in the ${component} the status bar names ${service}`, STATUS, `${service} · `);
  }
  await commands.executeCommand('workbench.action.closeActiveEditor');
}
