// What is asked of the host, and what is said when it fails.
import { describe, expect, it } from 'vitest'
import type { Question, Wanted } from '../../src/graph/messages'
import type { CallGraph } from '../../src/protocol'
import { Superseded, type Host } from '../../webview/host'
import type { Kept } from '../../webview/kept'
import { Session } from '../../webview/session'
import { answer } from './pictures'

interface Put {
  question: Question
  params: Record<string, unknown>
}

function hosted(...answers: (CallGraph | null | Error)[]) {
  const put: Put[] = []
  const states: Kept[] = []
  const host: Host = {
    ask(question: Question, params: object) {
      put.push({ question, params: { ...params } })
      const next = answers.shift()
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next as never)
    },
    open: () => undefined,
    save: () => undefined,
    named: () => undefined,
    keep: (state) => void states.push(state),
    kept: () => states.at(-1),
    listen: () => undefined,
  }
  return { put, states, session: new Session(host, () => undefined) }
}

const wanted: Wanted = { textDocument: { uri: 'file:///project/src/app.py' }, position: { line: 3, character: 4 } }

describe('A graph', () => {
  it('is asked for as the controls say', async () => {
    const { put, session } = hosted(answer('main > load'), answer('main > load'))
    await session.show({ ...wanted, direction: 'callers', depth: 3 })
    await session.set({ ...session.controls, possible: true })
    expect(put.map((each) => each.params)).toEqual([
      { ...wanted, direction: 'callers', depth: 3, most: 200 },
      { ...wanted, direction: 'callers', depth: 3, most: 200, possible: 'always' },
    ])
  })

  it('says why it failed, and can be asked for again', async () => {
    const { session } = hosted(new Error('The language server is not running.'), answer('main > load'))
    await session.show(wanted)
    expect([session.phase, session.reason]).toEqual(['failed', 'The language server is not running.'])
    await session.ask()
    expect([session.phase, session.graph.nodes.size]).toEqual(['shown', 2])
  })

  it('is asked for again if somebody else asked the same question meanwhile', async () => {
    const { put, session } = hosted(new Superseded('cancelled'), answer('main > load'))
    await session.show(wanted)
    expect([session.phase, put.length]).toEqual(['shown', 2])
  })

  it('of a file outside of every root is empty, and says so', async () => {
    const { session } = hosted(null)
    await session.show(wanted)
    expect([session.graph.nodes.size, session.reason]).toEqual([0, 'The file lies outside of every folder that is indexed.'])
  })

  it('that is wanted later is the one that is shown, whichever answer comes first', async () => {
    const { session } = hosted(answer('first > load'), answer('second > load'))
    await Promise.all([session.show(wanted), session.show(wanted)])
    expect(session.graph.centres).toEqual(['second'])
  })
})

describe('Unfolding a symbol', () => {
  it('asks for one step from where it stands, one question after the other', async () => {
    const { put, session } = hosted(answer('main > load, main > save'), answer('load > parse'), answer('save > write'))
    await session.show({ ...wanted, depth: 1 })
    expect(await Promise.all([session.unfold('load'), session.unfold('save')])).toEqual([1, 1])
    expect(put[1]?.params).toMatchObject({ depth: 1, direction: 'both', key: 'load', beside: ['main', 'load', 'save'] })
    expect([...session.graph.nodes.keys()]).toEqual(['main', 'load', 'save', 'parse', 'write'])
  })

  it('draws the calls between what is new and what is there', async () => {
    const { session } = hosted(answer('main > load'), answer('load > parse, parse > main'))
    await session.show({ ...wanted, depth: 1 })
    await session.unfold('load')
    expect([...session.graph.calls.values()].map((each) => `${each.source}>${each.target}`)).toContain('parse>main')
  })

  it('says when the code has changed so that another symbol stands there', async () => {
    const { session } = hosted(answer('main > load'), answer('other > parse'))
    await session.show({ ...wanted, depth: 1 })
    await expect(session.unfold('load')).rejects.toThrow('refresh')
    expect(session.graph.nodes.has('parse')).toBe(false)
  })
})

describe('When the index changes', () => {
  it('the graph is stale until it is asked for again', async () => {
    const { session } = hosted(answer('main > load'), answer('main > load'))
    await session.show(wanted)
    session.age()
    expect(session.stale).toBe(true)
    await session.ask()
    expect(session.stale).toBe(false)
  })
})
