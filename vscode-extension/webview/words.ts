// What the page says about symbols and calls, in words.
//
// Belongs here: pure functions from the graph to text for people. Stays out: where it is shown.
import type { Node } from '../src/protocol'
import { behind, tierOf, type Call, type Graph, type Neighbours } from './call_graph'

/** LSP's kinds of symbols, from 1. */
const KINDS = [
  'file', 'module', 'namespace', 'package', 'class', 'method', 'property', 'field', 'constructor',
  'enum', 'interface', 'function', 'variable', 'constant', 'string', 'number', 'boolean', 'array',
  'object', 'key', 'null', 'enum member', 'struct', 'event', 'operator', 'type parameter',
]

export const CLASS_KINDS: ReadonlySet<number> = new Set([5, 10, 11, 23])
const FILE_KINDS: ReadonlySet<number> = new Set([1, 2, 3, 4])

export function kindOf(node: Node): string {
  return KINDS[node.kind - 1] ?? 'symbol'
}

export function isFile(node: Node): boolean {
  return FILE_KINDS.has(node.kind)
}

/** The name with what it lies in, where that is not its file. */
export function qualified(node: Node): string {
  return node.containerName === undefined || isFile(node) ? node.name : `${node.containerName}.${node.name}`
}

/** The last folder and the name of its file, with the line counted from one. */
export function placeOf(node: Node): string {
  return `${pathOf(node).split('/').slice(-2).join('/')}:${node.location.range.start.line + 1}`
}

export function pathOf(node: Node): string {
  const path = node.location.uri.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}

/** All that is to be said of a symbol in one line, for the list and for screen readers. */
export function description(graph: Graph, node: Node, around: Neighbours | undefined): string {
  const said = [kindOf(node)]
  if (node.test === true) {
    said.push('in a test')
  }
  said.push(
    graph.centres.includes(node.key) ? 'in the centre' : counted(node.distance, 'step'),
    placeOf(node),
    `called by ${around?.callers.length ?? 0}, calls ${around?.callees.length ?? 0} of those shown`,
  )
  const more = stateOf(graph, node.key)
  return more === '' ? said.join(', ') : `${said.join(', ')}, ${more}`
}

/** Whether something may be shown behind a symbol that is not. */
export function stateOf(graph: Graph, key: string): string {
  if (graph.folded.has(key)) {
    return `${counted(behind(graph, key), 'symbol')} folded away`
  }
  return graph.open.has(key) ? 'may have more' : ''
}

/** The sign of the same at the end of a name in the picture. */
export function mark(graph: Graph, key: string): string {
  if (graph.folded.has(key)) {
    return ` +${behind(graph, key)}`
  }
  return graph.open.has(key) ? ' …' : ''
}

/** How a call is made and how sure that is. */
export function callDescription(call: Call): string {
  const uses = [...new Set(call.uses.map((each) => each.use))].join(' and ')
  return `${uses}, ${tierOf(call)}`
}
