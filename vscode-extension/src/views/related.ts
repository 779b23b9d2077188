// The view *Related*: what belongs to the symbol at the cursor, following it when it rests, or pinned
// to one symbol.
import * as vscode from 'vscode'
import { command, isCancelled } from '../commands/command'
import { pointed, roots, type Pointed } from '../editor/places'
import { COMMANDS, CONTEXT, VIEWS } from '../ids'
import type { Answer, Related } from '../protocol'
import { because } from '../rows'
import type { Session } from '../start/session'
import { relatedRows } from './related_rows'
import { Tree } from './tree'

const MOST = 60

export class RelatedView implements vscode.Disposable {
  private readonly tree = new Tree(VIEWS.related)
  private timer: NodeJS.Timeout | undefined
  private waiting: vscode.CancellationTokenSource | undefined
  private pinned = false
  private shown = ''

  constructor(private readonly session: Session) {}

  register(): vscode.Disposable[] {
    return [
      this,
      vscode.window.onDidChangeTextEditorSelection(() => this.follow()),
      vscode.window.onDidChangeActiveTextEditor(() => this.follow()),
      this.tree.view.onDidChangeVisibility(() => this.follow()),
      this.session.onState(() => this.begin()),
      this.session.onStatus((status) => {
        if (status.quiescent) {
          this.shown = ''
          this.follow()
        }
      }),
      command(this.session, COMMANDS.relatedPin, () => this.pin(true)),
      command(this.session, COMMANDS.relatedUnpin, () => this.pin(false)),
    ]
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.waiting?.cancel()
    this.tree.dispose()
  }

  private begin(): void {
    this.shown = ''
    if (this.session.state === 'running') {
      this.follow()
    } else {
      this.clear()
    }
  }

  private clear(message?: string): void {
    this.tree.view.description = ''
    this.tree.show([], message)
  }

  private async pin(pinned: boolean): Promise<void> {
    this.pinned = pinned
    await vscode.commands.executeCommand('setContext', CONTEXT.pinned, pinned)
    this.follow()
  }

  private follow(): void {
    clearTimeout(this.timer)
    if (this.pinned || !this.tree.view.visible || this.session.state !== 'running') {
      return
    }
    const delay = vscode.workspace.getConfiguration('codegraph').get<number>('followDelay', 300)
    this.timer = setTimeout(() => void this.ask(), delay)
  }

  private async ask(): Promise<void> {
    const about = pointed()
    if (about === undefined || about.name === '') {
      return
    }
    const { textDocument, position } = about.target
    const key = `${textDocument.uri} ${position?.line ?? 0} ${about.name}`
    if (key === this.shown) {
      return
    }
    this.waiting?.cancel()
    const waiting = new vscode.CancellationTokenSource()
    this.waiting = waiting
    try {
      const answer = await this.session.sendRequest<Answer<Related> | null>('codegraph/related', { ...about.target, limit: MOST }, waiting.token)
      if (!waiting.token.isCancellationRequested) {
        this.shown = key
        this.show(about, answer)
      }
    } catch (error) {
      if (!isCancelled(error)) {
        this.clear(error instanceof Error ? error.message : String(error))
      }
    }
  }

  private show(about: Pointed, answer: Answer<Related> | null): void {
    const results = answer?.results ?? []
    this.tree.view.description = about.name
    this.tree.show(relatedRows(results, roots()), results.length === 0 ? `Nothing is related to ${about.name}${because(answer)}.` : undefined)
  }
}
