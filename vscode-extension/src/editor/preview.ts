// Shows a place while one looks through a list, and goes back to where one was if nothing is chosen.
//
// Belongs here: the preview and the way back. Stays out: lists (`editor/picking`, `search/`).
import * as vscode from 'vscode'
import type { Location } from '../protocol'
import { open, toRange } from './places'

const PAUSE = 80

export class Preview implements vscode.Disposable {
  private readonly mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    isWholeLine: true,
  })
  private readonly before = vscode.window.activeTextEditor
  private readonly selection = this.before?.selection
  private timer: NodeJS.Timeout | undefined
  private shown = false
  private kept = false

  /** Show a place a moment later, unless another one is to be shown by then. */
  show(location: Location | undefined): void {
    clearTimeout(this.timer)
    if (location === undefined) {
      return
    }
    this.timer = setTimeout(() => void this.showNow(location), PAUSE)
  }

  private async showNow(location: Location): Promise<void> {
    this.shown = true
    try {
      const editor = await open(location, { preview: true, preserveFocus: true })
      editor.setDecorations(this.mark, [toRange(location.range)])
    } catch {
      // A file that is gone by now has nothing to show.
    }
  }

  /** What was chosen stays open. */
  async keep(location: Location, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
    this.kept = true
    clearTimeout(this.timer)
    await open(location, options)
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.mark.dispose()
    if (this.shown && !this.kept && this.before !== undefined && this.selection !== undefined) {
      const { document, viewColumn } = this.before
      const options = viewColumn === undefined ? {} : { viewColumn }
      void vscode.window.showTextDocument(document, { ...options, selection: this.selection })
    }
  }
}
