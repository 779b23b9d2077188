// Starts the server anew when what it depends on becomes different: settings, folders, trust, other
// extensions, the selected Python environment.
//
// Belongs here: noticing. Stays out: starting (`session`).
import * as vscode from 'vscode'
import { languagesOfOthers, NEED_RESTART } from './options'
import type { Session } from './session'
import { onOtherEnvironment } from './surroundings'

export function followSurroundings(session: Session): vscode.Disposable[] {
  let others = languagesOfOthers().join()
  const restart = (why: string) => {
    session.write(`starting anew: ${why}`)
    void session.restart()
  }
  void onOtherEnvironment(() => {
    // One that runs is not taken away because another environment was selected.
    if (session.state !== 'running') {
      restart('another Python environment was selected')
    }
  }).then((listener) => {
    if (listener !== undefined) {
      disposables.push(listener)
    }
  })
  const disposables: vscode.Disposable[] = [
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (NEED_RESTART.some((name) => change.affectsConfiguration(name))) {
        others = languagesOfOthers().join()
        restart('settings were changed')
      } else if (change.affectsConfiguration('codegraph.trace.server')) {
        void session.applyTrace()
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (session.state !== 'running') {
        restart('the workspace is trusted now')
      }
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      // A server that runs is told of folders by the protocol.
      if (session.state === 'folderless' || vscode.workspace.workspaceFolders === undefined) {
        restart('folders were opened or closed')
      }
    }),
    vscode.extensions.onDidChange(() => {
      const now = languagesOfOthers().join()
      if (now !== others) {
        others = now
        restart('other extensions serve other languages now')
      }
    }),
  ]
  return [new vscode.Disposable(() => disposables.forEach((each) => void each.dispose()))]
}
