// How the server of a window is started, stopped, started anew, and given up.
import * as assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { configure, definitions, file, pause, servers, theServer, until } from './window'

const answered = () => until('a definition', async () => (await definitions('ship.py', 'weigh(')).length > 0)

export function life(): void {
  describe('the server of a window', () => {
    afterEach('settings are as they were', async () => {
      for (const name of ['path', 'profile', 'codeLens']) {
        await configure(name, undefined)
      }
      await vscode.commands.executeCommand('codegraph.restart')
      await answered()
    })

    it('is another process after a restart, and the only one', async () => {
      const before = await theServer()
      await vscode.commands.executeCommand('codegraph.restart')
      assert.notEqual(await theServer(), before)
      await answered()
    })

    it('is one process after many restarts at once', async () => {
      await Promise.all(Array.from({ length: 5 }, () => vscode.commands.executeCommand('codegraph.restart')))
      await answered()
      assert.equal(servers().length, 1)
    })

    it('is started again by itself when it dies', async () => {
      const before = await theServer()
      process.kill(before, 'SIGKILL')
      await until('another server', () => servers().some((each) => each !== before))
      await answered()
    })

    it('is given up when it dies again and again, and comes back when asked to', async () => {
      let last = 0
      for (let times = 0; times < 5; times += 1) {
        last = await until('another server', () => servers().find((each) => each !== last))
        await answered()
        process.kill(last, 'SIGKILL')
      }
      await until('its end', () => servers().length === 0)
      // The longest pause before a start is two seconds: in that time none may come.
      await pause(4000)
      assert.deepEqual(servers(), [])
      await vscode.commands.executeCommand('codegraph.restart')
      await answered()
    })

    it('is not there if the setting leads nowhere, and is there when it is put right', async () => {
      await configure('path', '/nowhere/codegraph')
      await vscode.commands.executeCommand('codegraph.restart')
      await until('its end', () => servers().length === 0)
      assert.deepEqual(await definitions('ship.py', 'weigh('), [])
      await configure('path', undefined)
      await answered()
    })

    it('follows a changed setting without being told to', async () => {
      await configure('profile', 'companion')
      await until('no definition', async () => (await definitions('ship.py', 'weigh(')).length === 0)
      await configure('profile', 'full')
      await answered()
    })

    it('counts nothing above code if lenses are off', async () => {
      // Lenses are those of what is open.
      await vscode.window.showTextDocument(file('parcel.py'))
      await configure('codeLens', false)
      await until('no lens', async () => {
        const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file('parcel.py'), 10)
        return all.length === 0
      })
    })
  })
}
