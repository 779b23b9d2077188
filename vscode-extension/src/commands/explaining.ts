// `Explain File`: why a file is in the index, or is not; and what to paste into a report.
import * as vscode from 'vscode'
import { fileAskedAbout } from '../editor/places'
import { COMMANDS } from '../ids'
import type { Explanation, Status } from '../protocol'
import { runCommand } from '../start/command_line'
import { initializationOptions, serverEnvironment } from '../start/options'
import type { Session } from '../start/session'
import { statusLines } from '../status/wording'
import { ask, command, say } from './command'
import { explanationLines } from './maintenance_words'

export function registerExplaining(session: Session, version: string): vscode.Disposable[] {
  return [
    command(session, COMMANDS.explain, (resource?: vscode.Uri) => explain(session, resource)),
    command(session, COMMANDS.copyDebugInformation, () => copyDebugInformation(session, version)),
  ]
}

async function explain(session: Session, resource?: vscode.Uri): Promise<void> {
  const uri = fileAskedAbout(resource)
  if (uri === undefined) {
    return say('Open a file first, or choose one in the explorer.')
  }
  const said = await ask<Explanation | null>(session, 'codegraph/explain', { textDocument: { uri: uri.toString() } })
  if (said === null) {
    return say(`${uri.fsPath} is in no folder that is indexed.`)
  }
  await vscode.window.showInformationMessage(said.path, { modal: true, detail: explanationLines(said).join('\n') })
}

/** Everything a report about a fault should say; no source text, and nothing is sent anywhere. */
async function copyDebugInformation(session: Session, version: string): Promise<void> {
  const { installed } = session
  const lines = [
    `Extension ${version}, VS Code ${vscode.version} (${vscode.env.appName}${vscode.env.remoteName ? `, remote: ${vscode.env.remoteName}` : ''})`,
    `${process.platform} ${process.arch}, Node ${process.version}`,
    `State: ${session.state}${session.problem === undefined ? '' : ` (${session.problem})`}, trusted: ${vscode.workspace.isTrusted}`,
    installed.kind === 'missing' ? `codegraph: ${installed.problem ?? 'not found'}` : `codegraph ${installed.version}: ${installed.file} (${installed.origin})`,
    `Options: ${JSON.stringify(initializationOptions())}`,
    `Variables: ${JSON.stringify(serverEnvironment())}`,
  ]
  if (session.state === 'running') {
    lines.push('', 'Status:', ...statusLines(await session.sendRequest<Status>('codegraph/status', {})))
  }
  if (installed.kind !== 'missing') {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
    const ran = await runCommand(installed.file, ['doctor', ...(root === undefined ? [] : [root]), '--color', 'never'], serverEnvironment())
    lines.push('', 'codegraph doctor:', (ran.output || ran.problem).trimEnd())
  }
  await vscode.env.clipboard.writeText(lines.join('\n'))
  say('Debug information is on the clipboard. It names folders of this machine and holds no code.')
}
