// Graphs for tests, as short as they can be said. Belongs here: making answers of the server from
// a few words. Stays out: tests.
import type { CallGraph, Edge, Node } from '../../src/protocol'

/** `a > b` says that a calls b; `~>` that this is inferred, `?>` that it is possible. The distances
 * are steps from the first name of all, or from those before a colon. */
export function answer(said: string): CallGraph {
  const [before, after] = said.includes(':') ? (said.split(':') as [string, string]) : [undefined, said]
  const edges: Edge[] = []
  const names = new Set<string>(before?.trim().split(/\s+/))
  for (const call of after.split(/[,\n]/).map((each) => each.trim()).filter((each) => each !== '')) {
    const [, source, sign, target] = /^(\w+)(?:\s*([~?]?>)\s*(\w+))?$/.exec(call) ?? []
    if (source === undefined) {
      throw new Error(`not a call: ${call}`)
    }
    names.add(source)
    if (target !== undefined) {
      names.add(target)
      const tier = sign === '>' ? 'certain' : sign === '~>' ? 'inferred' : 'possible'
      edges.push({ source, target, use: 'calls', tier, confidence: 1, line: edges.length })
    }
  }
  const centres = before?.trim().split(/\s+/) ?? [...names].slice(0, 1)
  const distance = new Map(centres.map((name) => [name, 0]))
  for (const [name, steps] of distance) {
    for (const { source, target } of edges) {
      const other = source === name ? target : target === name ? source : undefined
      if (other !== undefined && !distance.has(other)) {
        distance.set(other, steps + 1)
      }
    }
  }
  return { results: [...names].map((name, at) => node(name, at, distance.get(name) ?? 0)), edges, complete: true }
}

export function node(name: string, line: number, distance: number): Node {
  const position = { line, character: 4 }
  const location = { uri: 'file:///project/src/app.py', range: { start: position, end: { ...position, character: 4 + name.length } } }
  return { name, kind: 12, key: name, distance, location }
}

/** A graph of a size, always the same one: a tree of steps, and calls beside it. */
export function large(symbols: number, calls: number): CallGraph {
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  const share = [0.002, 0.03, 0.13, 0.36, 1]
  const stepOf = (at: number) => share.findIndex((each) => at < Math.max(1, each * symbols))
  const results = Array.from({ length: symbols }, (_, at) => node(`function_${at}`, at, stepOf(at)))
  const said = new Set<string>()
  const edges: Edge[] = []
  const call = (source: number, target: number) => {
    if (source !== target && !said.has(`${source} ${target}`)) {
      said.add(`${source} ${target}`)
      const tier = ['certain', 'certain', 'inferred', 'possible'][random(4)] ?? 'certain'
      edges.push({ source: `function_${source}`, target: `function_${target}`, use: 'calls', tier, confidence: 0.9, line: target })
    }
  }
  const first = share.map((_, step) => results.findIndex((each) => each.distance === step))
  for (let at = 1; at < symbols; at += 1) {
    const step = stepOf(at)
    const from = first[step - 1] ?? 0
    call(from + random((first[step] ?? 1) - from), at)
  }
  while (edges.length < calls) {
    const source = random(symbols)
    const from = first[Math.min(stepOf(source) + 1, share.length - 1)] ?? 0
    call(source, from + random(symbols - from))
  }
  return { results, edges, complete: true }
}
