import { Uri, window, workspace } from 'vscode';

const FILE_NAME = 'fingerpost.toml';
const TEMPLATE = `# What a team decides about its documents. Every key is optional.

# Which documents are checked: globs relative to this file. All Markdown files if absent.
# include = ["docs/**"]
# exclude = ["docs/archive/**"]

# Folders with knowledge packs of your own, relative to this file.
# knowledge = ["fingerpost"]

# How loudly each rule speaks: "off", "hint", "information", "warning" or "error".
# [severity]
# points-elsewhere = "warning"

# The service that documents have chosen, where they do not say so themselves.
# [[choice]]
# paths = ["docs/assistant/**"]
# service = "bedrock"
`;

/** Opens the configuration of a workspace folder; where there is none, a new file that is not saved yet. */
export async function openConfiguration(): Promise<void> {
  const folder = await pickFolder();
  if (!folder) {
    void window.showInformationMessage(`Open a folder first: ${FILE_NAME} belongs to a folder of documents.`);
    return;
  }
  const file = Uri.joinPath(folder, FILE_NAME);
  const exists = await workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (exists) {
    await window.showTextDocument(file);
    return;
  }
  const editor = await window.showTextDocument(await workspace.openTextDocument(file.with({ scheme: 'untitled' })));
  if (editor.document.getText() === '') {
    await editor.edit((edit) => edit.insert(editor.selection.start, TEMPLATE));
  }
}

/** The folder of the document at hand, else the one that is open, else the one that is picked. */
export async function pickFolder(): Promise<Uri | undefined> {
  const document = window.activeTextEditor?.document.uri;
  const around = document && workspace.getWorkspaceFolder(document);
  const folders = workspace.workspaceFolders ?? [];
  return (around ?? (folders.length > 1 ? await window.showWorkspaceFolderPick() : folders[0]))?.uri;
}
