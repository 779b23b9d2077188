// Where the user is, and going somewhere: the symbol at the cursor as what is asked about, and places
// of answers as editors.
//
// Belongs here: from VS Code's positions to those of LSP and back. Stays out: what is asked.
import * as vscode from 'vscode'
import type { Location, Position, Range, Target } from '../protocol'

/** What is asked about, and what it is called. */
export interface Pointed {
  target: Target
  name: string
}

export function toPosition(position: Position): vscode.Position {
  return new vscode.Position(position.line, position.character)
}

export function toRange(range: Range): vscode.Range {
  return new vscode.Range(toPosition(range.start), toPosition(range.end))
}

export function roots(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map((each) => each.uri.path)
}

/** The symbol at the cursor of an editor, by default the active one; undefined if it shows no file. */
export function pointed(editor = vscode.window.activeTextEditor): Pointed | undefined {
  if (editor?.document.uri.scheme !== 'file') {
    return undefined
  }
  const { document, selection } = editor
  const { line, character } = selection.active
  const word = document.getWordRangeAtPosition(selection.active)
  return {
    target: { textDocument: { uri: document.uri.toString() }, position: { line, character } },
    name: word === undefined ? '' : document.getText(word),
  }
}

/** The same, or a message that says what to do. */
export function pointedOrSay(): Pointed | undefined {
  const found = pointed()
  if (found === undefined || found.name === '') {
    void vscode.window.showInformationMessage('Put the cursor on a name in the code first.')
    return undefined
  }
  return found
}

/** A whole file: the one that a menu was opened on, else that of the active editor. */
export function fileAskedAbout(resource?: vscode.Uri): vscode.Uri | undefined {
  const uri = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri
  return uri?.scheme === 'file' ? uri : undefined
}

/** Any file of the workspace, to say which root is meant: that of the active editor, else of the first
 * folder. */
export function someFile(): Target | undefined {
  const uri = fileAskedAbout() ?? vscode.workspace.workspaceFolders?.[0]?.uri
  return uri === undefined ? undefined : { textDocument: { uri: uri.toString() } }
}

export async function open(location: Location, options: vscode.TextDocumentShowOptions = {}): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.parse(location.uri), { ...options, selection: toRange(location.range) })
}
