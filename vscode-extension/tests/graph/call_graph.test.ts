// What is known of a graph, what is seen of it, and what a click changes.
import { describe, expect, it } from 'vitest'
import { behind, expand, fold, graphOf, graphOfWays, matching, tierOf, visible } from '../../webview/call_graph'
import { graphFrom, kept, readKept } from '../../webview/kept'
import { USUAL } from '../../webview/controls'
import { answer, node } from './pictures'

const seen = (graph: ReturnType<typeof graphOf>) => [...visible(graph)].sort().join(' ')

describe('A graph that was asked for', () => {
  it('is around what is no step away', () => {
    expect(graphOf(answer('main > load, load > parse'), 2).centres).toEqual(['main'])
  })

  it('may go on where it was not followed further', () => {
    expect([...graphOf(answer('main > load, load > parse'), 2).open]).toEqual(['parse'])
  })

  it('may go on everywhere if it was cut', () => {
    const cut = { ...answer('main > load'), reason: 'the graph is cut at 2 symbols, the nearest' }
    expect([...graphOf(cut, 2).open]).toEqual(['main', 'load'])
  })

  it('draws one line for all calls between two symbols, as sure as the surest', () => {
    const graph = graphOf(answer('main ?> load, main > load, main ~> load'), 2)
    const [call, ...others] = graph.calls.values()
    expect(others).toEqual([])
    expect(call?.uses.map((each) => each.tier)).toEqual(['certain', 'inferred', 'possible'])
    expect(call && tierOf(call)).toBe('certain')
  })
})

describe('Folding', () => {
  it('hides what is seen behind a symbol alone', () => {
    const graph = graphOf(answer('main > load, load > parse, load > log, main > log'), 2)
    expect(fold(graph, 'load')).toBe(1)
    expect(seen(graph)).toBe('load log main')
    expect(behind(graph, 'load')).toBe(1)
  })

  it('does nothing where nothing is behind', () => {
    const graph = graphOf(answer('main > load'), 2)
    expect(fold(graph, 'load')).toBe(0)
    expect([...graph.folded]).toEqual([])
  })

  it('keeps the centres in sight', () => {
    const graph = graphOf(answer('one two: one > load, two > store, load > parse'), 2)
    fold(graph, 'one')
    expect(seen(graph)).toBe('one store two')
    fold(graph, 'two')
    expect(seen(graph)).toBe('one two')
  })

  it('is undone with what was known', () => {
    const graph = graphOf(answer('main > load, load > parse'), 2)
    fold(graph, 'load')
    graph.folded.delete('load')
    expect(seen(graph)).toBe('load main parse')
  })
})

describe('Unfolding', () => {
  it('adds what was asked about a symbol, with steps from the centre', () => {
    const graph = graphOf(answer('main > load'), 1)
    expect(expand(graph, 'load', answer('load > parse, parse > main'))).toBe(1)
    expect(graph.nodes.get('parse')?.distance).toBe(2)
    expect(graph.nodes.get('main')?.distance).toBe(0)
    expect(graph.calls.size).toBe(3)
    expect([...graph.open]).toEqual(['parse'])
  })

  it('of a class shows its methods, and what these call', () => {
    const graph = graphOf(answer('main > Shop'), 1)
    expand(graph, 'Shop', answer('Shop sell: sell > pay'))
    expect(seen(graph)).toBe('Shop main pay sell')
    expect(graph.held.get('sell')).toBe('Shop')
    fold(graph, 'Shop')
    expect(seen(graph)).toBe('Shop main')
  })

  it('ends where nothing more is known', () => {
    const graph = graphOf(answer('main > load'), 1)
    expect(expand(graph, 'load', answer('load'))).toBe(0)
    expect(graph.open.has('load')).toBe(false)
  })
})

describe('Ways between two symbols', () => {
  it('are one graph, with each call once', () => {
    const step = (route: number, distance: number, name: string) =>
      ({ ...node(name, 0, distance), route, ...(distance > 0 && { use: 'calls', tier: 'certain', confidence: 1, line: 3 }) })
    const graph = graphOfWays([
      step(0, 0, 'main'), step(0, 1, 'load'), step(0, 2, 'save'),
      step(1, 0, 'main'), step(1, 1, 'store'), step(1, 2, 'save'),
    ])
    expect(graph.centres).toEqual(['main'])
    expect([...graph.calls.values()].map((each) => `${each.source}>${each.target}`)).toEqual([
      'main>load', 'load>save', 'main>store', 'store>save',
    ])
  })
})

describe('Search in the graph', () => {
  const graph = graphOf(answer('load_all > load_one, load_one > parse'), 2)

  it('takes each word, in any case, from names and paths', () => {
    expect(matching(graph, visible(graph), 'LOAD one')).toEqual(['load_one'])
    expect(matching(graph, visible(graph), 'app.py')).toHaveLength(3)
  })

  it('finds nothing without words', () => {
    expect(matching(graph, visible(graph), '  ')).toEqual([])
  })
})

describe('What is kept while the page is hidden', () => {
  it('is the same graph when it is seen again', () => {
    const graph = graphOf(answer('main > load, load ~> parse, load > parse'), 2)
    fold(graph, 'load')
    const wanted = { textDocument: { uri: 'file:///project/src/app.py' } }
    const state = JSON.parse(JSON.stringify(kept(graph, { wanted, controls: USUAL }))) as unknown
    const again = readKept(state)
    expect(again && graphFrom(again)).toEqual(graph)
  })

  it('is not read if it was kept by another version', () => {
    expect(readKept({ format: 0 })).toBeUndefined()
    expect(readKept(undefined)).toBeUndefined()
  })
})
