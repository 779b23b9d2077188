// The view *Impact*: whom a change of the symbol, or of all that is different in the work tree, may
// reach, and which tests to run.
import * as vscode from 'vscode'
import { ask, command, say } from '../commands/command'
import { pointedOrSay, roots, someFile } from '../editor/places'
import { COMMANDS, VIEWS } from '../ids'
import type { Session } from '../start/session'
import { impactRows, impactWords, testFiles, type Impact } from './impact_rows'
import { Tree } from './tree'

interface Asked {
  params: unknown
  title: string
}

export class ImpactView implements vscode.Disposable {
  private readonly tree = new Tree(VIEWS.impact)
  private asked: Asked | undefined
  private impact: Impact | null = null

  constructor(private readonly session: Session) {}

  register(): vscode.Disposable[] {
    return [
      this,
      command(this.session, COMMANDS.impact, () => this.ofSymbol()),
      command(this.session, COMMANDS.impactOfChanges, () => this.ofChanges()),
      command(this.session, COMMANDS.impactRefresh, () => this.show()),
      command(this.session, COMMANDS.impactCopyTests, () => this.copyTests()),
    ]
  }

  dispose(): void {
    this.tree.dispose()
  }

  private async ofSymbol(): Promise<void> {
    const about = pointedOrSay()
    if (about !== undefined) {
      await this.begin({ params: about.target, title: about.name })
    }
  }

  private async ofChanges(): Promise<void> {
    const root = someFile()
    if (root !== undefined) {
      await this.begin({ params: { ...root, since: 'HEAD' }, title: 'my changes' })
    }
  }

  private async begin(asked: Asked): Promise<void> {
    this.asked = asked
    await vscode.commands.executeCommand(`${VIEWS.impact}.focus`)
    await this.show()
  }

  private async show(): Promise<void> {
    const { asked } = this
    if (asked === undefined) {
      return
    }
    this.tree.view.description = asked.title
    this.impact = await ask<Impact | null>(this.session, 'codegraph/impact', asked.params)
    if (this.impact === null) {
      return this.tree.show([], 'This file is in no folder that is indexed.')
    }
    const rows = impactRows(this.impact, roots())
    const reason = this.impact.reason === undefined ? '' : `: ${this.impact.reason}`
    this.tree.show(rows, rows.length === 0 ? `Nothing is reached by a change of ${asked.title}${reason}.` : impactWords(this.impact))
  }

  private async copyTests(): Promise<void> {
    const files = this.impact === null ? [] : testFiles(this.impact, roots())
    if (files.length === 0) {
      return say('No tests are known to run what is changed. Ask for an impact first.')
    }
    await vscode.env.clipboard.writeText(files.join('\n'))
    say(`Copied ${files.length === 1 ? 'one file' : `${files.length} files`} of tests.`)
  }
}
