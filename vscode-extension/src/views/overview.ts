// The view *Overview*: central files, cycles and findings, made when somebody asks for it.
import * as vscode from 'vscode'
import { ask, command } from '../commands/command'
import { roots, someFile } from '../editor/places'
import { COMMANDS, VIEWS } from '../ids'
import type { Answer, OverviewRow } from '../protocol'
import { because } from '../rows'
import type { Session } from '../start/session'
import { ALL_SECTIONS, overviewRows } from './overview_rows'
import { Tree } from './tree'

export class OverviewView implements vscode.Disposable {
  private readonly tree = new Tree(VIEWS.overview)

  constructor(private readonly session: Session) {}

  register(): vscode.Disposable[] {
    return [this, command(this.session, COMMANDS.overviewRefresh, () => this.show())]
  }

  dispose(): void {
    this.tree.dispose()
  }

  private async show(): Promise<void> {
    const root = someFile()
    if (root === undefined) {
      return
    }
    await vscode.commands.executeCommand(`${VIEWS.overview}.focus`)
    const answer = await vscode.window.withProgress({ location: { viewId: VIEWS.overview } }, () =>
      ask<Answer<OverviewRow> | null>(this.session, 'codegraph/overview', { ...root, sections: ALL_SECTIONS }),
    )
    const rows = overviewRows(answer?.results ?? [], roots())
    const incomplete = answer?.complete === false ? `Not complete${because(answer)}.` : undefined
    this.tree.show(rows, rows.length === 0 ? `There is nothing to tell${because(answer)}.` : incomplete)
  }
}
