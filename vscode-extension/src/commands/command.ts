// How a command of ours is run: what goes wrong is told once, with a way to the log.
//
// Belongs here: that, and waiting for an answer where one sees it. Stays out: the commands.
import * as vscode from 'vscode'
import type { Session } from '../start/session'

/** Registers a command; its errors are shown and logged, a cancelled one is silent. It ends when its
 * work does, and not only when its message is closed. */
export function command(session: Session, id: string, run: (...given: never[]) => Promise<void> | void): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...given: never[]) => {
    try {
      await run(...given)
    } catch (error) {
      if (!isCancelled(error)) {
        void tell(session, id, error)
      }
    }
  })
}

async function tell(session: Session, id: string, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error)
  session.write(`${id}: ${message}`)
  if ((await vscode.window.showErrorMessage(`CodeGraph: ${message}`, 'Show Log')) !== undefined) {
    session.log.show()
  }
}

/** A question that a newer one overtook, or that the user did not wait for. */
export function isCancelled(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code
  return error instanceof vscode.CancellationError || code === -32800 || code === -32802
}

/** Asks, with a note in the status bar while it takes. */
export async function ask<Result>(session: Session, method: string, params: unknown): Promise<Result> {
  const location = vscode.ProgressLocation.Window
  return vscode.window.withProgress({ location, title: 'CodeGraph' }, () => session.sendRequest<Result>(method, params))
}

export function say(message: string): void {
  void vscode.window.showInformationMessage(message)
}
