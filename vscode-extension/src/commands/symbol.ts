// Commands about the symbol at the cursor that end in a list: related code, ways to another symbol, its
// history; and the references behind a code lens.
import * as vscode from 'vscode'
import { pickPlace } from '../editor/picking'
import { pointedOrSay, roots, toPosition } from '../editor/places'
import { versionUri } from '../editor/versions'
import { showGraph } from '../graph/panel'
import { COMMANDS, INTERNAL } from '../ids'
import type { Answer, Commit, HistorySummary, Position, Related, Step } from '../protocol'
import { because, count } from '../rows'
import { pickSymbol } from '../search/symbols'
import type { Session } from '../start/session'
import { relatedRows } from '../views/related_rows'
import { ask, command, say } from './command'
import { commitWords, pathRows, sidesOf } from './symbol_rows'

export function registerSymbolCommands(session: Session, context: vscode.ExtensionContext): vscode.Disposable[] {
  return [
    command(session, COMMANDS.related, () => goToRelated(session)),
    command(session, COMMANDS.path, () => findPath(session, context)),
    command(session, COMMANDS.history, () => showHistory(session)),
    command(session, INTERNAL.showReferences, (uri: string, position: Position) => showReferences(uri, position)),
  ]
}

async function goToRelated(session: Session): Promise<void> {
  const about = pointedOrSay()
  if (about === undefined) {
    return
  }
  const answer = await ask<Answer<Related> | null>(session, 'codegraph/related', about.target)
  if (answer === null || answer.results.length === 0) {
    return say(`Nothing is related to ${about.name}${because(answer)}.`)
  }
  await pickPlace(`Related to ${about.name}`, 'Go to related code', relatedRows(answer.results, roots()))
}

async function findPath(session: Session, context: vscode.ExtensionContext): Promise<void> {
  const about = pointedOrSay()
  if (about === undefined) {
    return
  }
  const other = await pickSymbol(session, `Path from ${about.name} to …`)
  if (other === undefined) {
    return
  }
  const to = { textDocument: { uri: other.location.uri }, position: other.location.range.start }
  const answer = await ask<Answer<Step> | null>(session, 'codegraph/paths', { ...about.target, to })
  if (answer === null || answer.results.length === 0) {
    return say(`No calls lead from ${about.name} to ${other.name}${because(answer)}.`)
  }
  const title = `Path from ${about.name} to ${other.name}`
  await pickPlace(title, 'Each step opens where it is called', pathRows(answer.results, roots()), {
    button: { iconPath: new vscode.ThemeIcon('type-hierarchy'), tooltip: 'Show as Graph' },
    run: () => showGraph(context, session, { ...about.target, name: title, to }),
  })
}

async function showHistory(session: Session): Promise<void> {
  const about = pointedOrSay()
  if (about === undefined) {
    return
  }
  const answer = await ask<Answer<Commit, HistorySummary> | null>(session, 'codegraph/history', { ...about.target, limit: 100 })
  if (answer === null || answer.results.length === 0) {
    return say(`No commit changed ${about.name}${because(answer)}.`)
  }
  const items = answer.results.map((commit) => ({ ...commitWords(commit), commit }))
  const title = `History of ${about.name}, ${count(items.length, 'commit')}`
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: 'Show what a commit changed', matchOnDescription: true, matchOnDetail: true })
  if (chosen !== undefined) {
    await showCommit(answer.summary, chosen.commit)
  }
}

/** What a commit did to the file of a symbol, side by side. */
async function showCommit({ uri, path }: HistorySummary, commit: Commit): Promise<void> {
  const file = vscode.Uri.parse(uri).fsPath
  const root = file.slice(0, file.length - path.length - 1)
  const sides = sidesOf(commit)
  const left = versionUri(root, sides.left, sides.was)
  const right = versionUri(root, sides.right, sides.path)
  const at = new vscode.Position(commit.line ?? 0, 0)
  await vscode.commands.executeCommand('vscode.diff', left, right, `${commit.path} (${commit.commit.slice(0, 10)})`, { selection: new vscode.Range(at, at) })
}

/** What a code lens runs. All servers of the language are asked, as by the command of the editor. */
async function showReferences(uri: string, position: Position): Promise<void> {
  const [file, at] = [vscode.Uri.parse(uri), toPosition(position)]
  const found = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', file, at)
  if (found.length === 0) {
    return say('Nothing uses it.')
  }
  await vscode.commands.executeCommand('editor.action.showReferences', file, at, found)
}
