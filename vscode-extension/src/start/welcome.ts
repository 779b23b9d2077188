// What is said when there is no server: the conditions that views look at, messages, and the one
// command that installs `codegraph`, which runs only when its button is pressed.
//
// Belongs here: what the user sees of a start. Stays out: the start itself (`session`).
import * as vscode from 'vscode'
import { COMMANDS, CONTEXT } from '../ids'
import type { Session, SessionState } from './session'

const SHOW_LOG = 'Show Log'
const RESTART = 'Restart'

/** The command that installs `codegraph`, or brings it up to date. */
export function installCommand(state: SessionState): string {
  return state === 'outdated' ? 'pipx upgrade codegraph-lsp' : 'pipx install codegraph-lsp'
}

export function tellOfStart(session: Session): vscode.Disposable[] {
  const tell = (state: SessionState) => {
    void vscode.commands.executeCommand('setContext', CONTEXT.state, state)
    if (state === 'failed') {
      void offerLog(session)
    }
  }
  tell(session.state)
  return [
    session.onState(tell),
    vscode.commands.registerCommand(COMMANDS.install, () => {
      const terminal = vscode.window.createTerminal('Install CodeGraph')
      terminal.show()
      terminal.sendText(installCommand(session.state))
    }),
    vscode.commands.registerCommand(COMMANDS.choose, chooseExecutable),
    vscode.commands.registerCommand(COMMANDS.lookAgain, () => session.restart()),
    vscode.commands.registerCommand(COMMANDS.showLogs, () => session.log.show()),
  ]
}

/** The settings editor would not do: where the extension runs on another machine it opens on the user's
 * settings, which have no paths of that machine. */
async function chooseExecutable(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({ title: 'The Command codegraph', openLabel: 'Choose', canSelectMany: false })
  if (chosen?.[0] === undefined) {
    return
  }
  const settings = vscode.workspace.getConfiguration('codegraph')
  const { Global, Workspace } = vscode.ConfigurationTarget
  const target = settings.inspect('path')?.workspaceValue === undefined ? Global : Workspace
  await settings.update('path', chosen[0].fsPath, target)
}

async function offerLog(session: Session): Promise<void> {
  const executable = session.installed.kind === 'missing' ? '' : ` (${session.installed.file})`
  const message = `The language server of CodeGraph${executable} could not be started: ${session.problem ?? 'it ended'}`
  const chosen = await vscode.window.showErrorMessage(message, SHOW_LOG, RESTART)
  if (chosen === SHOW_LOG) {
    session.log.show()
  } else if (chosen === RESTART) {
    await session.restart()
  }
}
