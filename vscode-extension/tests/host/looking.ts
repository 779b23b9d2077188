// How one looks through a list of places: what is shown meanwhile, and where one is afterwards.
//
// The preview itself is used, for what it must outlast lies between two answers of VS Code.
import * as assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { Preview } from '../../src/editor/preview'
import { file, pause, until } from './window'

/** A little longer than a preview waits before it opens a file, and shorter than opening one takes. */
const BEING_OPENED = 85

const tabs = (group: vscode.TabGroup | undefined) => group?.tabs.map((each) => each.label)
const place = (path: string, line: number) => ({
  uri: file(path).toString(),
  range: { start: { line, character: 0 }, end: { line, character: 1 } },
})

async function inShip(): Promise<void> {
  await vscode.window.showTextDocument(file('ship.py'), { preview: false, selection: new vscode.Range(3, 4, 3, 4) })
}

function panelBeside(): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel('codegraph.test', 'Beside', vscode.ViewColumn.Beside)
}

export function looking(): void {
  describe('looking through a list', () => {
    afterEach('nothing is open', async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors')
    })

    it('shows a place where one was, though something else became active', async () => {
      await inShip()
      const preview = new Preview()
      preview.show(place('parcel.py', 0))
      await pause(BEING_OPENED)
      const panel = panelBeside()
      await until('the place', () => tabs(vscode.window.tabGroups.all[0])?.includes('parcel.py'))
      await until('the panel', () => panel.visible && vscode.window.tabGroups.all.length === 2)
      assert.deepEqual(tabs(vscode.window.tabGroups.all[1]), ['Beside'])
      await preview.end()
    })

    it('ends where one was, though the place was still being opened', async () => {
      await inShip()
      const preview = new Preview()
      preview.show(place('parcel.py', 0))
      await pause(BEING_OPENED)
      await preview.end()
      const panel = panelBeside()
      await until('the panel', () => panel.active && vscode.window.tabGroups.all.length === 2)
      await pause(500)
      assert.ok(panel.active)
      assert.equal(vscode.window.tabGroups.all[0]?.activeTab?.label, 'ship.py')
      assert.deepEqual(tabs(vscode.window.tabGroups.all[1]), ['Beside'])
    })

    it('ends at what was chosen, though another place was still being opened', async () => {
      await inShip()
      const preview = new Preview()
      preview.show(place('parcel.py', 0))
      await pause(BEING_OPENED)
      await preview.keep(place('test_ship.py', 4))
      await preview.end()
      await pause(500)
      const editor = vscode.window.activeTextEditor
      assert.equal(editor?.document.uri.path, file('test_ship.py').path)
      assert.equal(editor.selection.start.line, 4)
    })
  })
}
