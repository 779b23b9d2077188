// Where a call graph is asked for, and when one that is shown is out of date.
//
// Belongs here: the command, and what it takes from editor and menus. Stays out: the panel (`panel`).
import * as vscode from 'vscode'
import { command } from '../commands/command'
import { fileAskedAbout, pointed } from '../editor/places'
import { COMMANDS } from '../ids'
import type { Session } from '../start/session'
import type { Wanted } from './messages'
import { graphIsStale, restoreGraph, showGraph } from './panel'

export function registerGraph(context: vscode.ExtensionContext, session: Session): vscode.Disposable[] {
  return [
    command(session, COMMANDS.callGraph, (resource?: vscode.Uri, chosen?: unknown) => {
      const wanted = wantedFrom(resource, Array.isArray(chosen))
      if (wanted === undefined) {
        void vscode.window.showInformationMessage('Open a file first: its call graph is shown, or that of the name at the cursor.')
      } else {
        showGraph(context, session, wanted)
      }
    }),
    restoreGraph(context, session),
    whenIndexChanges(session, graphIsStale),
  ]
}

/** The symbol at the cursor; the whole file, where the cursor is on no name or the file was chosen in
 * the explorer, which gives all that is chosen there as well. */
function wantedFrom(resource: vscode.Uri | undefined, inExplorer: boolean): Wanted | undefined {
  const symbol = inExplorer ? undefined : pointed()
  if (symbol !== undefined && symbol.name !== '') {
    return { ...symbol.target, name: symbol.name }
  }
  const file = fileAskedAbout(resource)
  return file && { textDocument: { uri: file.toString() }, name: file.path.split('/').at(-1) ?? '', direction: 'callees', depth: 1 }
}

function whenIndexChanges(session: Session, changed: () => void): vscode.Disposable {
  const generations = () => session.status?.workspaces.map((each) => each.generation).join()
  let before = generations()
  return session.onStatus(() => {
    const now = generations()
    if (session.status?.quiescent === true && now !== before) {
      // The first one is the index as it was found.
      if (before !== undefined && before !== '') {
        changed()
      }
      before = now
    }
  })
}
