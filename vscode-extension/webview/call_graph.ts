// The graph as far as it is known: symbols, the calls among them, what is folded away, and what may
// still be asked about.
//
// Belongs here: pure functions over that graph. Stays out: asking (`session`), where things are
// drawn (`columns`, `picture`), and words for people (`words`).
import type { CallGraph, Edge, Node, Step } from '../src/protocol'

/** All calls from one symbol to another, as one line of the picture. */
export interface Call {
  source: string
  target: string
  /** The surest of them comes first. */
  uses: Edge[]
}

export interface Graph {
  nodes: Map<string, Node>
  calls: Map<string, Call>
  /** What the graph is around. */
  centres: string[]
  /** What is defined in a symbol that was unfolded, by what. */
  held: Map<string, string>
  /** Symbols whose own calls have not been asked for. */
  open: Set<string>
  /** Symbols behind which nothing is shown. */
  folded: Set<string>
}

const TIERS = ['certain', 'inferred', 'possible']

export function rankOfTier(tier: string): number {
  const rank = TIERS.indexOf(tier)
  return rank < 0 ? TIERS.length : rank
}

export function emptyGraph(): Graph {
  return { nodes: new Map(), calls: new Map(), centres: [], held: new Map(), open: new Set(), folded: new Set() }
}

/** The graph that an answer tells. What is as far away as was asked, and all of an answer that was
 * cut, may have calls that are not in it. */
export function graphOf(answer: CallGraph, depth: number): Graph {
  const graph = emptyGraph()
  add(graph, answer)
  graph.centres = [...graph.nodes.values()].filter((each) => each.distance === 0).map((each) => each.key)
  for (const each of answer.results) {
    if (each.distance >= depth || answer.reason !== undefined) {
      graph.open.add(each.key)
    }
  }
  return graph
}

/** The ways from one symbol to another as one graph, around where they begin. Nothing but the ways
 * is known, so every symbol may be asked about. */
export function graphOfWays(steps: readonly Step[]): Graph {
  const results: Node[] = []
  const edges: Edge[] = []
  let before: Step | undefined
  for (const step of steps) {
    const key = step.key ?? ''
    results.push({ ...step, key })
    if (step.distance > 0 && before?.key !== undefined) {
      const { use = 'calls', tier = 'possible', confidence = 0, line } = step
      const call = { source: before.key, target: key, use, tier, confidence }
      edges.push(line === undefined ? call : { ...call, line })
    }
    before = step
  }
  return graphOf({ results, edges, complete: true }, 0)
}

/** Put what was asked about one symbol into the graph; how many symbols are new. */
export function expand(graph: Graph, key: string, answer: CallGraph): number {
  const known = graph.nodes.size
  const fresh = answer.results.filter((each) => !graph.nodes.has(each.key))
  const from = graph.nodes.get(key)?.distance ?? 0
  add(graph, { ...answer, results: fresh.map((each) => ({ ...each, distance: from + each.distance })) })
  graph.open.delete(key)
  graph.folded.delete(key)
  for (const each of fresh) {
    if (each.distance === 0) {
      // To ask about a class is to ask about its methods as well.
      graph.held.set(each.key, key)
    } else {
      graph.open.add(each.key)
    }
  }
  return graph.nodes.size - known
}

function add(graph: Graph, answer: CallGraph): void {
  for (const each of answer.results) {
    if (!graph.nodes.has(each.key)) {
      graph.nodes.set(each.key, each)
    }
  }
  for (const edge of answer.edges) {
    if (graph.nodes.has(edge.source) && graph.nodes.has(edge.target)) {
      addCall(graph, edge)
    }
  }
}

function addCall(graph: Graph, edge: Edge): void {
  const id = callId(edge)
  const call = graph.calls.get(id)
  if (call === undefined) {
    graph.calls.set(id, { source: edge.source, target: edge.target, uses: [edge] })
    return
  }
  if (!call.uses.some((each) => each.use === edge.use && each.line === edge.line)) {
    call.uses.push(edge)
    call.uses.sort((one, other) => rankOfTier(one.tier) - rankOfTier(other.tier))
  }
}

export function callId(call: { source: string; target: string }): string {
  return JSON.stringify([call.source, call.target])
}

/** The tier of the surest of its uses. */
export function tierOf(call: Call): string {
  return call.uses[0]?.tier ?? 'possible'
}

export interface Neighbours {
  callers: string[]
  callees: string[]
  /** What is defined in it, and what it is defined in, where that was unfolded. */
  holds: string[]
  holder: string[]
}

export function all({ callers, callees, holds, holder }: Neighbours): string[] {
  return [...callers, ...callees, ...holds, ...holder]
}

/** What each symbol is joined with, of the symbols that are `shown`. */
export function neighbours(graph: Graph, shown: ReadonlySet<string>): Map<string, Neighbours> {
  const made = new Map<string, Neighbours>()
  for (const key of shown) {
    made.set(key, { callers: [], callees: [], holds: [], holder: [] })
  }
  for (const { source, target } of graph.calls.values()) {
    if (source !== target && shown.has(source) && shown.has(target)) {
      made.get(source)?.callees.push(target)
      made.get(target)?.callers.push(source)
    }
  }
  for (const [inner, outer] of graph.held) {
    if (shown.has(inner) && shown.has(outer)) {
      made.get(outer)?.holds.push(inner)
      made.get(inner)?.holder.push(outer)
    }
  }
  return made
}

/** The symbols to which calls lead from the centres, one way or the other, past nothing that is
 * folded; nearest first. */
export function visible(graph: Graph, folded: ReadonlySet<string> = graph.folded): Set<string> {
  const around = neighbours(graph, new Set(graph.nodes.keys()))
  const seen = new Set(graph.centres)
  for (const key of seen) {
    const next = around.get(key)
    if (next !== undefined && !folded.has(key)) {
      all(next).forEach((each) => seen.add(each))
    }
  }
  return seen
}

/** How many symbols come to be seen when `key` is folded out. */
export function behind(graph: Graph, key: string): number {
  const without = new Set(graph.folded)
  without.delete(key)
  return visible(graph, without).size - visible(graph).size
}

/** Fold away what is seen behind a symbol alone; how many symbols that were. */
export function fold(graph: Graph, key: string): number {
  const before = visible(graph).size
  graph.folded.add(key)
  const hidden = before - visible(graph).size
  if (hidden === 0) {
    graph.folded.delete(key)
  }
  return hidden
}

/** The shown symbols whose name, container or path holds each word of a text, in their order. */
export function matching(graph: Graph, shown: Iterable<string>, text: string): string[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) {
    return []
  }
  return [...shown].filter((key) => {
    const node = graph.nodes.get(key)
    const said = `${node?.containerName ?? ''}.${node?.name ?? ''} ${node?.location.uri ?? ''}`.toLowerCase()
    return words.every((word) => said.includes(word))
  })
}
