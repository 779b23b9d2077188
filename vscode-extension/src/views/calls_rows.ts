// Who calls a symbol, or what it calls, as rows: one step, and where the next one begins.
import type { CallGraph, Edge, Node } from '../protocol'
import { atLine, symbolRow, unsure, type Row } from '../rows'

export type Direction = 'callers' | 'callees'

/** The symbol that was asked about, as the root of a tree. */
export function rootRow(graph: CallGraph, children: Row[], roots: readonly string[]): Row | undefined {
  const node = graph.results.find((each) => each.distance === 0)
  return node === undefined ? undefined : { ...symbolRow(node, '', roots), children, unfolded: true }
}

/** One step from the symbols in the middle of a graph. `keys` are those by which one came here: what is
 * among them is shown, and leads no further. A caller is opened where it calls. */
export function callRows(graph: CallGraph, direction: Direction, keys: readonly string[], roots: readonly string[]): Row[] {
  const middle = new Set(graph.results.filter((each) => each.distance === 0).map((each) => each.key))
  const nodes = new Map(graph.results.map((each) => [each.key, each]))
  const steps = new Map<string, Edge[]>()
  for (const edge of graph.edges) {
    const [from, to] = direction === 'callers' ? [edge.target, edge.source] : [edge.source, edge.target]
    if (middle.has(from)) {
      steps.set(to, [...(steps.get(to) ?? []), edge])
    }
  }
  const way = [...keys, ...middle]
  return [...steps]
    .flatMap(([key, edges]) => {
      const node = nodes.get(key)
      return node === undefined ? [] : [{ node, edges }]
    })
    .sort((a, b) => place(a.node).localeCompare(place(b.node)))
    .map(({ node, edges }) => stepRow(node, edges, direction, way, roots))
}

/** Files by name, and places in them from the top. */
function place(node: Node): string {
  return `${node.location.uri} ${String(node.location.range.start.line).padStart(9, '0')}`
}

function stepRow(node: Node, edges: readonly Edge[], direction: Direction, way: readonly string[], roots: readonly string[]): Row {
  const again = way.includes(node.key)
  const uses = [...new Set(edges.map((each) => each.use + unsure(each.tier)))].filter((each) => each !== 'calls')
  const said = [...uses, ...(again ? ['again'] : [])].join(', ')
  const line = edges.find((each) => each.line !== undefined)?.line
  const row = symbolRow(node, said, roots)
  if (direction === 'callers' && line !== undefined) {
    row.place = atLine(node.location.uri, line)
  }
  if (again) {
    return { ...row, icon: 'sync' }
  }
  const { uri, range } = node.location
  return { ...row, further: { target: { textDocument: { uri }, position: range.start }, keys: way } }
}
