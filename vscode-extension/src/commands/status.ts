// `CodeGraph: Index Status`: how far the index of each root is, and whether all is well.
import * as vscode from 'vscode'
import { COMMANDS } from '../ids'
import type { Status } from '../protocol'
import type { Session } from '../start/session'
import { statusLines } from '../status/wording'

export function registerStatus(session: Session): vscode.Disposable[] {
  return [vscode.commands.registerCommand(COMMANDS.status, () => showStatus(session))]
}

async function showStatus(session: Session): Promise<void> {
  if (session.state !== 'running') {
    await vscode.commands.executeCommand('workbench.view.extension.codegraph')
    return
  }
  const status = await session.sendRequest<Status>('codegraph/status', {})
  const detail = statusLines(status).join('\n')
  const restart = 'Restart'
  const logs = 'Show Logs'
  const chosen = await vscode.window.showInformationMessage(`CodeGraph: ${status.message}`, { modal: true, detail }, logs, restart)
  if (chosen !== undefined) {
    await vscode.commands.executeCommand(chosen === restart ? COMMANDS.restart : COMMANDS.showLogs)
  }
}
