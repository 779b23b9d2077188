// Shows a place while one looks through a list, and goes back to where one was if nothing is chosen.
//
// Belongs here: the preview and the way back. Stays out: lists (`editor/picking`, `search/`).
import * as vscode from 'vscode'
import type { Location } from '../protocol'
import { open, toRange } from './places'

const PAUSE = 80

export class Preview {
  private readonly mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    isWholeLine: true,
  })
  private readonly before = vscode.window.activeTextEditor
  private readonly selection = this.before?.selection
  /** Where one was, and where places are shown whatever becomes active meanwhile. */
  private readonly viewColumn = this.before?.viewColumn ?? vscode.window.tabGroups.activeTabGroup.viewColumn
  private readonly openBefore = new Set(openFiles().map((each) => each.uri))
  private timer: NodeJS.Timeout | undefined
  /** The last place that was shown, once it is. */
  private shown: Promise<void> | undefined
  private kept = false

  /** Show a place a moment later, unless another one is to be shown by then. */
  show(location: Location | undefined): void {
    clearTimeout(this.timer)
    if (location === undefined) {
      return
    }
    this.timer = setTimeout(() => {
      this.shown = this.showNow(location)
    }, PAUSE)
  }

  private async showNow(location: Location): Promise<void> {
    try {
      const editor = await open(location, { preview: true, preserveFocus: true, viewColumn: this.viewColumn })
      editor.setDecorations(this.mark, [toRange(location.range)])
    } catch {
      // A file that is gone by now has nothing to show.
    }
  }

  /** What was chosen stays open. */
  async keep(location: Location, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
    this.kept = true
    clearTimeout(this.timer)
    await this.shown
    await open(location, { viewColumn: this.viewColumn, ...options })
  }

  /** The list is closed: unless something was chosen, one is where one was when this is done. */
  async end(): Promise<void> {
    clearTimeout(this.timer)
    this.mark.dispose()
    // A file that is still being opened would come on top of whatever comes next.
    await this.shown
    if (this.shown !== undefined && !this.kept) {
      await this.goBack()
    }
  }

  private async goBack(): Promise<void> {
    if (this.before === undefined || this.selection === undefined) {
      const left = openFiles().filter((each) => each.tab.isPreview && !this.openBefore.has(each.uri))
      await vscode.window.tabGroups.close(left.map((each) => each.tab))
      return
    }
    await vscode.window.showTextDocument(this.before.document, { viewColumn: this.viewColumn, selection: this.selection })
  }
}

function openFiles(): { tab: vscode.Tab; uri: string }[] {
  const tabs = vscode.window.tabGroups.all.flatMap((each) => each.tabs)
  return tabs.flatMap((tab) => (tab.input instanceof vscode.TabInputText ? [{ tab, uri: tab.input.uri.toString() }] : []))
}
