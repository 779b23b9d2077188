// What the suites share: the window's folder, waiting, and the processes that the extension started.
//
// Belongs here: looking and waiting. Stays out: what should be true.
import { readFileSync, readdirSync } from 'node:fs'
import * as vscode from 'vscode'

const PATIENCE = 150_000

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Asks until the answer is something; `what` says what never came. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false | null> | T | undefined | false | null): Promise<T> {
  const end = Date.now() + PATIENCE
  while (Date.now() < end) {
    const answer = await ask()
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer
    }
    await pause(100)
  }
  throw new Error(`never: ${what}`)
}

export function folder(): vscode.Uri {
  const first = vscode.workspace.workspaceFolders?.[0]
  if (first === undefined) {
    throw new Error('no folder is open')
  }
  return first.uri
}

export function file(path: string): vscode.Uri {
  return vscode.Uri.joinPath(folder(), path)
}

/** Opens a file; the position of a text in it, a little inside of the text. */
export async function at(path: string, text: string): Promise<{ uri: vscode.Uri; position: vscode.Position }> {
  const document = await vscode.workspace.openTextDocument(file(path))
  const offset = document.getText().indexOf(text)
  if (offset < 0) {
    throw new Error(`${path} has no ${text}`)
  }
  return { uri: document.uri, position: document.positionAt(offset + 1) }
}

/** `path:line` of places, lines from one. */
export function shown(places: readonly (vscode.Location | vscode.LocationLink)[]): string[] {
  return places.map((each) => {
    const [uri, range] = 'uri' in each ? [each.uri, each.range] : [each.targetUri, each.targetSelectionRange ?? each.targetRange]
    return `${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1}`
  })
}

export async function definitions(path: string, text: string): Promise<string[]> {
  const { uri, position } = await at(path, text)
  return shown(await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>('vscode.executeDefinitionProvider', uri, position))
}

export async function references(path: string, text: string): Promise<string[]> {
  const { uri, position } = await at(path, text)
  return shown(await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', uri, position)).sort()
}

/** The ids of the language servers that this window's extension host has started and that live. */
export function servers(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0 && isServer(id))
}

function isServer(id: number): boolean {
  try {
    const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0')
    const status = readFileSync(`/proc/${id}/status`, 'utf8')
    return words.includes('lsp') && status.includes(`PPid:\t${process.pid}\n`) && !/^State:\tZ/m.test(status)
  } catch {
    return false
  }
}

/** The one server, once it is there and no other is. */
export function theServer(): Promise<number> {
  return until('exactly one server', () => {
    const all = servers()
    return all.length === 1 ? all[0] : undefined
  })
}

export async function configure(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('codegraph').update(name, value, vscode.ConfigurationTarget.Workspace)
}
