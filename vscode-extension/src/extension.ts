// What VS Code calls: the beginning and the end of the extension.
//
// Belongs here: putting the parts together. Stays out: everything they do.
import * as vscode from 'vscode'
import manifest from '../package.json'
import { command } from './commands/command'
import { registerExplaining } from './commands/explaining'
import { registerMaintenance } from './commands/maintenance'
import { registerStatus } from './commands/status'
import { registerSymbolCommands } from './commands/symbol'
import { registerVersions } from './editor/versions'
import { registerGraph } from './graph/commands'
import { COMMANDS } from './ids'
import { SearchPicker } from './search/picker'
import { followSurroundings } from './start/following'
import { Session } from './start/session'
import { tellOfStart } from './start/welcome'
import { showState } from './status/items'
import { CallsView } from './views/calls'
import { ImpactView } from './views/impact'
import { OverviewView } from './views/overview'
import { RelatedView } from './views/related'

let session: Session | undefined

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('CodeGraph')
  const started = new Session(log)
  session = started
  context.subscriptions.push(
    log,
    ...tellOfStart(started),
    ...showState(started),
    ...registerStatus(started),
    ...registerMaintenance(started),
    ...registerExplaining(started, manifest.version),
    ...registerSymbolCommands(started, context),
    ...registerGraph(context, started),
    registerVersions(),
    command(started, COMMANDS.search, () => new SearchPicker(started).show()),
    ...new RelatedView(started).register(),
    ...new CallsView(started).register(),
    ...new ImpactView(started).register(),
    ...new OverviewView(started).register(),
    ...followSurroundings(started),
  )
  // Looking for the command may take seconds, which the start of VS Code does not wait for.
  void started.restart()
}

export async function deactivate(): Promise<void> {
  await session?.stop()
}
