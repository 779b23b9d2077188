// What VS Code gets to know from the extension where no other extension knows the language.
import * as assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { at, definitions, file, references, until } from './window'

export function answers(): void {
  describe('in a window without another server for Python', () => {
    before('the index is ready', async () => {
      await until('a definition', async () => (await definitions('ship.py', 'weigh(')).length > 0)
    })

    it('leads to the definition, once', async () => {
      assert.deepEqual(await definitions('ship.py', 'weigh('), ['parcel.py:1'])
    })

    it('lists every use', async () => {
      assert.deepEqual(await references('parcel.py', 'weigh('), ['parcel.py:1', 'ship.py:1', 'ship.py:4', 'test_ship.py:1', 'test_ship.py:5'])
    })

    it('says on hover how a symbol is declared', async () => {
      const { uri, position } = await at('ship.py', 'weigh(')
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position)
      const said = hovers.flatMap((each) => each.contents as vscode.MarkdownString[]).map((each) => each.value)
      assert.match(said.join('\n'), /def weigh\(it: str\) -> int/)
      assert.match(said.join('\n'), /How heavy it is/)
    })

    it('finds symbols by name', async () => {
      const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'weigh')
      assert.ok(found.some((each) => each.name === 'weigh' && vscode.workspace.asRelativePath(each.location.uri) === 'parcel.py'))
    })

    it('shows the hierarchy of calls', async () => {
      const { uri, position } = await at('parcel.py', 'weigh(')
      const [item] = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>('vscode.prepareCallHierarchy', uri, position)
      assert.ok(item)
      const calls = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>('vscode.provideIncomingCalls', item)
      assert.deepEqual(calls.map((each) => each.from.name).sort(), ['ship', 'test_weight'])
    })

    it('counts uses and tests in a lens', async () => {
      await vscode.window.showTextDocument(file('parcel.py'))
      const lenses = await until('a lens that says how often', async () => {
        const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file('parcel.py'), 10)
        return all.length > 0 && all.every((each) => /reference/.test(each.command?.title ?? '')) && all
      })
      const title = lenses[0]?.command?.title ?? ''
      assert.match(title, /4 references/)
      assert.match(title, /1 test/)
    })

    it('sees what is typed and not saved', async () => {
      const document = await vscode.workspace.openTextDocument(file('ship.py'))
      const edit = new vscode.WorkspaceEdit()
      edit.insert(document.uri, new vscode.Position(1, 0), '\n\n')
      await vscode.workspace.applyEdit(edit)
      await until('the moved use', async () => (await references('parcel.py', 'weigh(')).includes('ship.py:6'))
      await vscode.window.showTextDocument(document)
      await vscode.commands.executeCommand('workbench.action.files.revert')
      await until('the use where it was', async () => (await references('parcel.py', 'weigh(')).includes('ship.py:4'))
    })
  })
}
