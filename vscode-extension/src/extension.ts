// What VS Code calls: the beginning and the end of the extension.
//
// Belongs here: putting the parts together. Stays out: everything they do.
import * as vscode from 'vscode'
import { registerStatus } from './commands/status'
import { Session } from './start/session'
import { tellOfStart } from './start/welcome'

let session: Session | undefined

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('CodeGraph')
  session = new Session(log)
  context.subscriptions.push(log, ...tellOfStart(session), ...registerStatus(session))
  await session.restart()
}

export async function deactivate(): Promise<void> {
  await session?.stop()
}
