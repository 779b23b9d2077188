// What the server is told when it starts, as the settings of VS Code and the other extensions say.
//
// Belongs here: reading settings. Stays out: which extensions serve which languages
// (`other_servers`), and the daemon's own settings (`daemon_settings`).
import * as vscode from 'vscode'
import { INTERNAL } from '../ids'
import { servedByOthers } from './other_servers'

/** `initializationOptions`, see docs/lsp.md. */
export function initializationOptions(): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration('codegraph')
  const profile = settings.get<string>('profile', 'auto')
  const options: Record<string, unknown> = { profile, showReferences: INTERNAL.showReferences }
  if (profile === 'auto') {
    const named = settings.get<string[]>('otherServers', [])
    options['primary'] = servedByOthers(vscode.extensions.all.map((each) => each.id), named)
  }
  if (!settings.get<boolean>('codeLens', true)) {
    options['features'] = { 'textDocument/codeLens': false }
  }
  return options
}

/** Variables for the server and a daemon that it starts. */
export function serverEnvironment(): Record<string, string> {
  return {}
}
