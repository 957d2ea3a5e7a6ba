import { commands } from 'vscode';
import type { ClientCapabilities, LanguageClient, Location, Position, StaticFeature } from 'vscode-languageclient/node';

/** The command behind a code lens. */
const COMMAND = 'fingerpost.showRequirements';

/** A requirement in the arguments of the command. */
interface Item {
  location: Location;
}

/** Tells the server that its lenses may be clicked here. */
export class ShowsRequirements implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...capabilities.experimental, commands: { commands: [COMMAND] } };
  }

  initialize(): void {}

  getState(): { kind: 'static' } {
    return { kind: 'static' };
  }

  clear(): void {}
}

/** Shows the requirements that a lens counts, in a peek view at the lens. */
export async function showRequirements(
  client: LanguageClient | undefined,
  uri: string,
  position: Position,
  items: Item[],
): Promise<void> {
  const convert = client?.protocol2CodeConverter;
  if (!convert || !items) {
    return;
  }
  const places = items.map(({ location }) => convert.asLocation(location));
  await commands.executeCommand('editor.action.showReferences', convert.asUri(uri), convert.asPosition(position), places);
}
