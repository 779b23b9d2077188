// The view *Callers & callees*: a tree of calls from one symbol, each step asked for when it is
// unfolded.
import * as vscode from 'vscode'
import { ask, command } from '../commands/command'
import { pointedOrSay, roots, type Pointed } from '../editor/places'
import { COMMANDS, VIEWS } from '../ids'
import type { CallGraph, Target } from '../protocol'
import { because, type Row } from '../rows'
import type { Session } from '../start/session'
import { callRows, rootRow, type Direction } from './calls_rows'
import { Tree } from './tree'

export class CallsView implements vscode.Disposable {
  private readonly tree: Tree
  private about: Pointed | undefined
  private direction: Direction = 'callers'

  constructor(private readonly session: Session) {
    this.tree = new Tree(VIEWS.calls, (row) => this.unfold(row))
  }

  register(): vscode.Disposable[] {
    return [
      this,
      command(this.session, COMMANDS.callers, () => this.begin('callers')),
      command(this.session, COMMANDS.callees, () => this.begin('callees')),
      command(this.session, COMMANDS.callsRefresh, () => this.show()),
      command(this.session, COMMANDS.callsToggleDirection, () => {
        this.direction = this.direction === 'callers' ? 'callees' : 'callers'
        return this.show()
      }),
    ]
  }

  dispose(): void {
    this.tree.dispose()
  }

  private async begin(direction: Direction): Promise<void> {
    const about = pointedOrSay()
    if (about === undefined) {
      return
    }
    this.about = about
    this.direction = direction
    await vscode.commands.executeCommand(`${VIEWS.calls}.focus`)
    await this.show()
  }

  private async show(): Promise<void> {
    const { about, direction } = this
    if (about === undefined) {
      return
    }
    const title = direction === 'callers' ? 'Callers of' : 'Callees of'
    this.tree.view.description = `${title} ${about.name}`
    const graph = await this.graph(about.target)
    const children = graph === null ? [] : callRows(graph, direction, [], roots())
    const root = graph === null ? undefined : rootRow(graph, children, roots())
    const nothing = direction === 'callers' ? `Nothing calls ${about.name}` : `${about.name} calls nothing of this workspace`
    const message = children.length > 0 ? (graph?.reason ?? undefined) : `${nothing}${because(graph)}.`
    this.tree.show(root === undefined ? [] : [root], message)
  }

  private async unfold(row: Row): Promise<Row[]> {
    const { further } = row
    if (further === undefined) {
      return []
    }
    const graph = await this.graph(further.target)
    return graph === null ? [] : callRows(graph, this.direction, further.keys, roots())
  }

  private graph(target: Target): Promise<CallGraph | null> {
    return ask<CallGraph | null>(this.session, 'codegraph/callGraph', { ...target, direction: this.direction, depth: 1 })
  }
}
