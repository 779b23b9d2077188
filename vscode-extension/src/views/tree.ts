// A tree of rows in the side bar.
//
// Belongs here: drawing rows, and asking for those below one that is unfolded. Stays out: what the
// rows say (`…_rows`), and when they are asked for anew (the views).
import * as vscode from 'vscode'
import { toRange } from '../editor/places'
import type { Row } from '../rows'

export class Tree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Row | undefined>()
  readonly onDidChangeTreeData = this.changed.event
  readonly view: vscode.TreeView<Row>
  rows: Row[] = []

  constructor(id: string, private readonly unfold?: (row: Row) => Promise<Row[]>) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true })
  }

  /** Show these rows; `message` stands above them, or says why there are none. */
  show(rows: Row[], message?: string): void {
    this.rows = rows
    this.view.message = message ?? ''
    this.changed.fire(undefined)
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label, foldingOf(row))
    if (row.description !== undefined) {
      item.description = row.description
    }
    item.tooltip = row.tooltip ?? [row.label, row.description].filter((each) => each !== undefined).join('\n')
    if (row.icon !== undefined) {
      item.iconPath = new vscode.ThemeIcon(row.icon)
    }
    if (row.place !== undefined) {
      const selection = toRange(row.place.range)
      item.command = { command: 'vscode.open', title: 'Open', arguments: [vscode.Uri.parse(row.place.uri), { selection }] }
    }
    return item
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row === undefined) {
      return this.rows
    }
    row.children ??= row.further === undefined ? [] : ((await this.unfold?.(row)) ?? [])
    return row.children
  }

  dispose(): void {
    this.view.dispose()
    this.changed.dispose()
  }
}

function foldingOf(row: Row): vscode.TreeItemCollapsibleState {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState
  if (row.further === undefined && (row.children ?? []).length === 0) {
    return None
  }
  return row.unfolded === true ? Expanded : Collapsed
}
