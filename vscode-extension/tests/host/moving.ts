// Keys that come while VS Code is being sent new rows for a list.
//
// A list of VS Code's own is used, for what it tells of such keys, and in which order, only it knows.
import * as assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { SteadyList } from '../../src/search/steady_list'
import { until } from './window'

const rows = (labels: string) => labels.split(' ').map((label) => ({ label, alwaysShow: true }))

/** What is set on a list leaves only when this turn is over, so a command that is run in it comes first. */
const press = (key: 'quickInput.next' | 'quickInput.previous' | 'quickInput.accept') => void vscode.commands.executeCommand(key)

export function moving(): void {
  describe('a list whose rows come in parts', () => {
    let pick: vscode.QuickPick<vscode.QuickPickItem>
    let list: SteadyList<vscode.QuickPickItem>
    let stoodOn: string | undefined
    let chosen: string | undefined
    beforeEach('three rows are there', async () => {
      pick = vscode.window.createQuickPick()
      pick.ignoreFocusOut = true
      list = new SteadyList(pick, (row) => row.label)
      stoodOn = chosen = undefined
      pick.onDidChangeActive(([active]) => {
        stoodOn = list.active(active)?.label ?? stoodOn
      })
      pick.onDidAccept(() => {
        chosen = list.meant(pick.selectedItems[0])?.label
      })
      pick.show()
      list.show(rows('a b c'), 1)
      await until('the first row', () => stoodOn === 'a')
    })
    afterEach('it is closed', () => {
      list.end()
      pick.dispose()
    })

    it('stays where a key has led that came before the rest', async () => {
      list.show(rows('x a b c'), 1)
      press('quickInput.next')
      await until('the second row', () => stoodOn === 'b' && pick.activeItems[0]?.label === 'b')
      press('quickInput.accept')
      await until('a choice', () => chosen)
      assert.equal(chosen, 'b')
    })

    it('stays where one has moved, with what was seen above it', async () => {
      press('quickInput.next')
      await until('the second row', () => stoodOn === 'b')
      list.show(rows('x c b a'), 1)
      press('quickInput.next')
      await until('the third row', () => stoodOn === 'c' && pick.activeItems[0]?.label === 'c')
      assert.deepEqual(pick.items.map((each) => each.label), ['a', 'b', 'x', 'c'])
    })

    it('gives the row on which the key was pressed', async () => {
      list.show(rows('x a b c'), 1)
      press('quickInput.accept')
      await until('a choice', () => chosen)
      assert.equal(chosen, 'a')
    })

    it('is at the top of the answer for whoever has not moved', async () => {
      list.show(rows('x a b c'), 1)
      await until('the first row', () => stoodOn === 'x')
      press('quickInput.accept')
      await until('a choice', () => chosen)
      assert.equal(chosen, 'x')
    })
  })
}
