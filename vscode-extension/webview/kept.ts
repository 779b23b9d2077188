// What is kept of the page while it is hidden, and over a restart of the editor.
//
// Belongs here: its shape, making it and reading it. Stays out: who keeps it (`host`).
import type { Wanted } from '../src/graph/messages'
import type { Edge, Node } from '../src/protocol'
import { emptyGraph, type Graph } from './call_graph'
import type { Controls } from './controls'

const FORMAT = 1

export interface Kept {
  format: number
  wanted: Wanted
  controls: Controls
  nodes: Node[]
  edges: Edge[]
  centres: string[]
  held: [string, string][]
  open: string[]
  folded: string[]
  reason?: string | undefined
  selected?: string | undefined
  view?: View | undefined
}

/** What of the picture is in sight. */
export interface View {
  zoom: number
  pan: { x: number; y: number }
}

export function kept(graph: Graph, rest: Pick<Kept, 'wanted' | 'controls' | 'reason' | 'selected' | 'view'>): Kept {
  return {
    ...rest,
    format: FORMAT,
    nodes: [...graph.nodes.values()],
    edges: [...graph.calls.values()].flatMap((each) => each.uses),
    centres: graph.centres,
    held: [...graph.held],
    open: [...graph.open],
    folded: [...graph.folded],
  }
}

/** The kept state; undefined if there is none, or if another version of the page kept it. */
export function readKept(state: unknown): Kept | undefined {
  const made = state as Kept | null | undefined
  return made?.format === FORMAT ? made : undefined
}

export function graphFrom(state: Kept): Graph {
  const graph = emptyGraph()
  for (const node of state.nodes) {
    graph.nodes.set(node.key, node)
  }
  for (const edge of state.edges) {
    const id = JSON.stringify([edge.source, edge.target])
    const call = graph.calls.get(id) ?? { source: edge.source, target: edge.target, uses: [] }
    call.uses.push(edge)
    graph.calls.set(id, call)
  }
  graph.centres = state.centres
  graph.held = new Map(state.held)
  graph.open = new Set(state.open)
  graph.folded = new Set(state.folded)
  return graph
}
