import { mkdtempSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { candidates, type Places } from '../src/start/candidates'
import { Crashes } from '../src/start/crashes'
import { findInstalled } from '../src/start/finding'
import { servedByOthers } from '../src/start/other_servers'
import { ChangeQueue } from '../src/start/queue'
import { isNewEnough, versionIn } from '../src/start/versions'

const nothing: Places = { setting: '', folders: [], searched: '', trusted: true, platform: 'linux' }

/** A program that says this when it is asked for its version. */
function program(folder: string, says = 'codegraph 0.1.0 (protocol 1, index format 14)', code = 0): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'codegraph')
  writeFileSync(file, `#!/bin/sh\necho "${says}"\nexit ${code}\n`, { mode: 0o755 })
  return file
}

const someFolder = () => mkdtempSync(join(tmpdir(), 'codegraph-'))

describe('versions', () => {
  it('are read from what the command prints', () => {
    expect(versionIn('codegraph 1.12.3 (protocol 1, index format 14)\n')).toBe('1.12.3')
    expect(versionIn('codegraph: command not found')).toBeUndefined()
  })

  it('are compared number by number', () => {
    expect(isNewEnough('0.10.0', '0.9.1')).toBe(true)
    expect(isNewEnough('0.9', '0.9.1')).toBe(false)
    expect(isNewEnough('1.0.0rc1', '1.0.0')).toBe(true)
  })
})

describe('where the command is looked for', () => {
  it('is where the setting says, and nowhere else', () => {
    const found = candidates({ ...nothing, setting: '/a/codegraph', folders: ['/w'], searched: '/usr/bin' })
    expect(found.map((each) => each.file)).toEqual(['/a/codegraph'])
  })

  it('is the selected environment, then the workspace, then the PATH', () => {
    const found = candidates({ ...nothing, interpreter: '/e/bin/python', folders: ['/w'], searched: 'here:/usr/bin' })
    expect(found.map((each) => each.file)).toEqual(['/e/bin/codegraph', '/w/.venv/bin/codegraph', '/w/venv/bin/codegraph', '/usr/bin/codegraph'])
  })

  it('is never inside of a workspace that is not trusted', () => {
    const found = candidates({ ...nothing, interpreter: '/w/.venv/bin/python', folders: ['/w'], searched: '/w/bin:/usr/bin', trusted: false })
    expect(found.map((each) => each.file)).toEqual(['/usr/bin/codegraph'])
  })
})

describe('an installed command', () => {
  it('is found with its version', async () => {
    const bin = someFolder()
    const file = program(bin)
    expect(await findInstalled({ ...nothing, searched: bin })).toEqual({ kind: 'found', file, origin: 'the PATH', version: '0.1.0' })
  })

  it('may be too old', async () => {
    const bin = someFolder()
    program(bin, 'codegraph 0.0.9')
    expect(await findInstalled({ ...nothing, searched: bin })).toMatchObject({ kind: 'outdated', version: '0.0.9' })
  })

  it('that does not run is passed over, and named if there is no other', async () => {
    const [broken, whole] = [someFolder(), someFolder()]
    program(broken, 'ModuleNotFoundError', 1)
    expect(await findInstalled({ ...nothing, searched: broken })).toMatchObject({ kind: 'missing', problem: expect.stringContaining(broken) as string })
    program(whole)
    expect(await findInstalled({ ...nothing, searched: `${broken}:${whole}` })).toMatchObject({ kind: 'found' })
  })

  it('that is a link into a workspace without trust is not run', async () => {
    const [work, bin] = [someFolder(), someFolder()]
    symlinkSync(program(join(work, 'tools')), join(bin, 'codegraph'))
    const places = { ...nothing, folders: [work], searched: bin }
    expect(await findInstalled({ ...places, trusted: false })).toEqual({ kind: 'missing' })
    expect(await findInstalled(places)).toMatchObject({ kind: 'found' })
  })

  it('may be missing, and what the setting names is then told', async () => {
    expect(await findInstalled(nothing)).toEqual({ kind: 'missing' })
    expect(await findInstalled({ ...nothing, setting: '/nowhere/codegraph' })).toEqual({
      kind: 'missing',
      problem: '/nowhere/codegraph (the setting codegraph.path) is no program',
    })
  })
})

describe('starts and stops', () => {
  it('are made one at a time, and only the newest of those that wait', async () => {
    const queue = new ChangeQueue()
    const made: string[] = []
    const change = (name: string) => async () => {
      made.push(`${name} begins`)
      await Promise.resolve()
      made.push(`${name} ends`)
    }
    await Promise.all(['first', 'second', 'third'].map((name) => queue.push(change(name))))
    expect(made).toEqual(['first begins', 'first ends', 'third begins', 'third ends'])
  })

  it('go on after one that failed, which whoever asked is told', async () => {
    const queue = new ChangeQueue()
    await expect(queue.push(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await queue.push(() => Promise.resolve())
  })
})

describe('crashes', () => {
  it('are followed by new starts, later each time, until there are too many in a short while', () => {
    const crashes = new Crashes()
    expect([0, 1, 2, 3, 4].map((second) => crashes.note(second * 1000))).toEqual([250, 500, 1000, 2000, undefined])
    expect(crashes.note(1_000_000)).toBe(250)
  })

  it('are forgotten when the user asks for a new beginning', () => {
    const crashes = new Crashes()
    for (let at = 0; at < 9; at += 1) {
      crashes.note(at)
    }
    crashes.forget()
    expect(crashes.note(10)).toBe(250)
  })
})

describe('languages that others serve', () => {
  it('follow from the extensions that are installed, and from what the user names', () => {
    expect(servedByOthers(['ms-python.vscode-pylance', 'golang.Go', 'somebody.theme'], ['elm'])).toEqual(['elm', 'go', 'python'])
  })

  it('are those of no server where none is installed', () => {
    expect(servedByOthers([], [])).toEqual([])
  })
})
