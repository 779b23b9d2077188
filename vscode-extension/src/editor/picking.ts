// A list of places to choose from, each shown while one looks through.
import * as vscode from 'vscode'
import type { Location } from '../protocol'
import type { Row } from '../rows'
import { Preview } from './preview'

interface Item extends vscode.QuickPickItem {
  place?: Location | undefined
}

const BESIDE: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('split-horizontal'), tooltip: 'Open to the Side' }

/** What else can be done with all of the list, as a button above it. */
export interface Also {
  button: vscode.QuickInputButton
  run: () => void
}

/** Rows with children are headings of these. */
export async function pickPlace(title: string, placeholder: string, rows: readonly Row[], also?: Also): Promise<void> {
  const pick = vscode.window.createQuickPick<Item>()
  const preview = new Preview()
  pick.title = title
  pick.placeholder = placeholder
  pick.matchOnDescription = true
  pick.buttons = also === undefined ? [] : [also.button]
  pick.items = rows.flatMap((row) => (row.children === undefined ? [item(row)] : [heading(row), ...row.children.map(item)]))
  let next: (() => void) | undefined
  await new Promise<void>((resolve) => {
    pick.onDidChangeActive(([active]) => preview.show(active?.place))
    pick.onDidTriggerItemButton(({ item: { place } }) => {
      if (place !== undefined) {
        void preview.keep(place, { viewColumn: vscode.ViewColumn.Beside })
        pick.hide()
      }
    })
    pick.onDidTriggerButton(() => {
      next = also?.run
      pick.hide()
    })
    pick.onDidAccept(() => {
      const place = pick.selectedItems[0]?.place
      if (place !== undefined) {
        void preview.keep(place)
        pick.hide()
      }
    })
    pick.onDidHide(() => resolve())
    pick.show()
  })
  pick.dispose()
  await preview.end()
  next?.()
}

function heading(row: Row): Item {
  return { label: row.label, kind: vscode.QuickPickItemKind.Separator }
}

function item(row: Row): Item {
  const icon = row.icon === undefined ? '' : `$(${row.icon}) `
  return { label: icon + row.label, description: row.description ?? '', place: row.place, buttons: [BESIDE] }
}
