// The profile `auto` beside an extension that serves Python: nothing is listed twice.
//
// The other server is this suite itself: its carrier has the name of a known extension, and what it
// knows is said here.
import * as assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { configure, definitions, file, references, theServer, until } from './window'

const PYTHON = { language: 'python', scheme: 'file' }

function otherServer(): vscode.Disposable {
  const definition = () => new vscode.Location(file('parcel.py'), new vscode.Position(0, 4))
  const uses = () => [definition(), new vscode.Location(file('ship.py'), new vscode.Position(3, 11))]
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(PYTHON, { provideDefinition: definition }),
    vscode.languages.registerReferenceProvider(PYTHON, { provideReferences: uses }),
    vscode.languages.registerHoverProvider(PYTHON, { provideHover: () => new vscode.Hover('said by the other server') }),
  )
}

export function beside(): void {
  describe('beside a server for Python', () => {
    let other: vscode.Disposable
    before(async () => {
      assert.ok(vscode.extensions.getExtension('ms-pyright.pyright'), 'the carrier is not there')
      other = otherServer()
      await theServer()
      await until('the index', async () => {
        const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'weigh')
        return found.some((each) => each.name === 'weigh')
      })
    })
    after(async () => {
      other.dispose()
      await configure('profile', undefined)
    })

    it('lists a definition once', async () => {
      assert.deepEqual(await definitions('ship.py', 'weigh('), ['parcel.py:1'])
    })

    it('lists a reference once', async () => {
      assert.deepEqual(await references('parcel.py', 'weigh('), ['parcel.py:1', 'ship.py:4'])
    })

    it('answers for a language that the other does not serve', async () => {
      await until('a definition in Go', async () => (await definitions('main.go', 'carry()\n}')).includes('main.go:3'))
    })

    it('lists twice only what the user asked for twice', async () => {
      await configure('profile', 'full')
      await until('both', async () => (await definitions('ship.py', 'weigh(')).length === 2)
      await configure('profile', undefined)
      await until('one again', async () => (await definitions('ship.py', 'weigh(')).length === 1)
    })
  })
}
