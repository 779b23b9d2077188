// Commands about the index as a whole: verifying it, building it anew, and starting server and daemon
// anew.
import * as vscode from 'vscode'
import { COMMANDS } from '../ids'
import { count } from '../rows'
import { runCommand, type Ran } from '../start/command_line'
import { serverEnvironment } from '../start/options'
import type { Session } from '../start/session'
import { command, say } from './command'
import { differenceLines, type Verified } from './maintenance_words'

export function registerMaintenance(session: Session): vscode.Disposable[] {
  return [
    command(session, COMMANDS.verify, () => verify(session)),
    command(session, COMMANDS.rebuild, () => rebuild(session)),
    command(session, COMMANDS.restart, () => restart(session)),
  ]
}

/** The roots that the server serves, else the folders of the workspace. */
function rootsOf(session: Session): string[] {
  const served = session.status?.workspaces.map((each) => each.root) ?? []
  return served.length > 0 ? served : (vscode.workspace.workspaceFolders ?? []).map((each) => each.uri.fsPath)
}

/** Runs `codegraph` once, and logs that. */
async function run(session: Session, given: readonly string[], token?: vscode.CancellationToken): Promise<Ran> {
  if (session.installed.kind === 'missing') {
    throw new Error('The command codegraph was not found.')
  }
  session.write(`codegraph ${given.join(' ')}`)
  return runCommand(session.installed.file, given, serverEnvironment(), token)
}

async function verify(session: Session): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'CodeGraph: comparing the index with one made from scratch', cancellable: true }
  for (const root of rootsOf(session)) {
    const ran = await vscode.window.withProgress(options, (_, token) => run(session, ['verify', root, '--json'], token))
    if (ran.code === null) {
      return
    }
    if (ran.code === 2) {
      throw new Error(ran.problem)
    }
    const verified = JSON.parse(ran.output) as Verified
    if (verified.equal) {
      say(`The index of ${root} equals one made from scratch: ${count(verified.files, 'file')}, ${count(verified.edges, 'edge')}.`)
      continue
    }
    const chosen = await vscode.window.showWarningMessage(`The index of ${root} differs in ${count(verified.total, 'place')} from one made from scratch.`, 'Show Differences', 'Rebuild')
    if (chosen === 'Show Differences') {
      const content = differenceLines(verified).join('\n')
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: 'plaintext' }))
    } else if (chosen === 'Rebuild') {
      await rebuild(session)
    }
  }
}

async function rebuild(session: Session): Promise<void> {
  const roots = rootsOf(session)
  const detail = `${roots.join('\n')}\n\nThe index on the disk is removed and made from scratch. Nothing else is lost.`
  if ((await vscode.window.showWarningMessage('Build the index anew?', { modal: true, detail }, 'Rebuild')) === undefined) {
    return
  }
  await anew(session, (root) => ['cache', 'remove', root, '--yes'], roots)
}

async function restart(session: Session): Promise<void> {
  const roots = session.state === 'running' ? rootsOf(session) : []
  await anew(session, (root) => ['daemon', 'restart', '--root', root], roots)
}

/** Stops the server, does something to each root, and starts the server again whatever came of it. */
async function anew(session: Session, given: (root: string) => string[], roots: readonly string[]): Promise<void> {
  const problems: string[] = []
  await session.stop()
  try {
    for (const root of roots) {
      const ran = await run(session, given(root))
      if (ran.code !== 0) {
        problems.push(`${root}: ${ran.problem}`)
      }
    }
  } finally {
    await session.restart()
  }
  if (problems.length > 0) {
    throw new Error(problems.join('; '))
  }
}
