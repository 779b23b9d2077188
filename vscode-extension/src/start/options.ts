// What the server is told when it starts, as the settings of VS Code and the other extensions say.
//
// Belongs here: reading settings. Stays out: which extensions serve which languages
// (`other_servers`), and how the daemon's settings are spelled (`daemon_settings`).
import * as vscode from 'vscode'
import manifest from '../../package.json'
import { INTERNAL } from '../ids'
import { environmentOf, OF_SESSION } from './daemon_settings'
import { servedByOthers } from './other_servers'

const SECTIONS = manifest.contributes.configuration
/** Written by hand, and made of the daemon's schema. */
const namesIn = (title: string) => SECTIONS.filter((each) => each.title === title).flatMap((each) => Object.keys(each.properties))
const DAEMONS = namesIn('Index')

/** Settings that take effect when the server is started anew. */
export const NEED_RESTART = [
  ...namesIn('CodeGraph').filter((each) => !['codegraph.followDelay', 'codegraph.trace.server'].includes(each)),
  ...DAEMONS,
]

/** `initializationOptions`, see docs/lsp.md. */
export function initializationOptions(): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration('codegraph')
  const profile = settings.get<string>('profile', 'auto')
  const options: Record<string, unknown> = { profile, showReferences: INTERNAL.showReferences }
  if (profile === 'auto') {
    options['primary'] = languagesOfOthers()
  }
  if (!settings.get<boolean>('codeLens', true)) {
    options['features'] = { 'textDocument/codeLens': false }
  }
  if (settings.get<boolean>('diagnostics', false)) {
    options['diagnostics'] = true
  }
  const possible = set(OF_SESSION)
  return possible === undefined ? options : { ...options, possible }
}

export function languagesOfOthers(): string[] {
  const named = vscode.workspace.getConfiguration('codegraph').get<string[]>('otherServers', [])
  return servedByOthers(vscode.extensions.all.map((each) => each.id), named)
}

/** Variables for the server and a daemon that it starts. */
export function serverEnvironment(): Record<string, string> {
  const names = DAEMONS.map((each) => each.replace(/^codegraph\./, ''))
  return environmentOf(Object.fromEntries(names.map((name) => [name, set(name)])))
}

/** The value of a setting if somebody set it in VS Code; else the daemon's files of settings and its
 * defaults hold. */
function set(name: string): unknown {
  const found = vscode.workspace.getConfiguration('codegraph').inspect(name)
  return found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue
}
