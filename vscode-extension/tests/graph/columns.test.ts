// Where symbols stand, and where an arrow key leads.
import { describe, expect, it } from 'vitest'
import { graphOf, neighbours, visible } from '../../webview/call_graph'
import { arrange, columnsOf } from '../../webview/columns'
import { walk } from '../../webview/walking'
import { answer, large } from './pictures'

const size = () => ({ width: 100, height: 26 })

function columns(said: string): string[] {
  const graph = graphOf(answer(said), 2)
  const shown = visible(graph)
  const made = new Map<number, string[]>()
  for (const [key, at] of columnsOf(graph.centres, shown, neighbours(graph, shown))) {
    made.set(at, [...(made.get(at) ?? []), key])
  }
  return [...made].sort(([one], [other]) => one - other).map(([at, keys]) => `${at}: ${keys.sort().join(' ')}`)
}

describe('The columns of a graph', () => {
  it('are steps: callers to the left, callees to the right', () => {
    expect(columns('main > load, load > parse, run > main')).toEqual(['-1: run', '0: main', '1: load', '2: parse'])
  })

  it('stay as they are when calls lead back', () => {
    expect(columns('main > load, load > main, load > load')).toEqual(['0: main', '1: load'])
  })

  it('put the symbols of a file behind each other as they call each other', () => {
    expect(columns('one two three: one > two, two > three, three > print')).toEqual([
      '0: one', '1: two', '2: three', '3: print',
    ])
  })

  it('put symbols of a file that call each other in a circle into some order', () => {
    expect(columns('one two: one > two, two > one')).toEqual(['0: one', '1: two'])
  })
})

describe('Symbols in a picture', () => {
  it('do not overlap, in a graph of 500 symbols and 900 calls', () => {
    const graph = graphOf(large(500, 900), 4)
    const shown = visible(graph)
    expect(shown.size).toBe(500)
    const byColumn = new Map<number, number[]>()
    for (const { x, y } of arrange(graph, shown, size).values()) {
      byColumn.set(x, [...(byColumn.get(x) ?? []), y])
    }
    expect(byColumn.size).toBe(5)
    for (const rows of byColumn.values()) {
      rows.sort((one, other) => one - other)
      rows.slice(1).forEach((y, at) => expect(y - (rows[at] ?? 0)).toBeGreaterThanOrEqual(26))
    }
  })

  it('stand where they did when they are arranged again', () => {
    const graph = graphOf(large(60, 100), 4)
    expect(arrange(graph, visible(graph), size)).toEqual(arrange(graph, visible(graph), size))
  })

  it('stand beside what they are joined with', () => {
    const graph = graphOf(answer('main > a, main > b, a > a1, a > a2, b > b1, b > b2'), 2)
    const points = arrange(graph, visible(graph), size)
    const y = (key: string) => points.get(key)?.y ?? NaN
    expect(Math.max(y('a1'), y('a2')) < Math.min(y('b1'), y('b2'))).toBe(y('a') < y('b'))
    expect(y('main')).toBeCloseTo((y('a') + y('b')) / 2)
  })
})

describe('An arrow key', () => {
  const graph = graphOf(answer('main > a, main > b, a > deep, run > main, deep > main'), 2)
  const points = arrange(graph, visible(graph), size)
  const from = (key: string, way: Parameters<typeof walk>[4]) => walk(graph, visible(graph), (each) => points.get(each), key, way)

  it('follows calls to what is called, and back to who calls', () => {
    expect(['a', 'b']).toContain(from('main', 'callee'))
    expect(from('a', 'callee')).toBe('deep')
    expect(from('a', 'caller')).toBe('main')
    expect(from('main', 'caller')).toBe('run')
  })

  it('goes on within a column', () => {
    const [upper, lower] = (points.get('a')?.y ?? 0) < (points.get('b')?.y ?? 0) ? ['a', 'b'] : ['b', 'a']
    expect(from(upper, 'below')).toBe(lower)
    expect(from(lower, 'above')).toBe(upper)
    expect(from(upper, 'above')).toBeUndefined()
  })

  it('leads nowhere where no call is', () => {
    expect(from('b', 'callee')).toBeUndefined()
  })
})
