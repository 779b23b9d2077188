// A list that stays in the order in which its rows were given.
import type * as vscode from 'vscode'

/** VS Code puts rows whose label has what was typed above all others, and these in the order of their
 * letters. What a search found is in a better order; that VS Code keeps it is not part of its types. */
export function inOwnOrder<Row extends vscode.QuickPickItem>(pick: vscode.QuickPick<Row>): vscode.QuickPick<Row> {
  return Object.assign(pick, { sortByLabel: false })
}
