// What trees and lists show: rows, as plain values that any view can draw.
//
// Belongs here: the shape of a row, and what all rows have in common. Stays out: drawing (`views/tree`)
// and what the rows of one question say (`views/…_rows`).
import type { Location, Symbol, Target } from './protocol'

export interface Row {
  label: string
  description?: string
  tooltip?: string
  /** The name of a codicon. */
  icon?: string
  /** What is opened when the row is chosen. */
  place?: Location
  /** What stands below it, if that is known. */
  children?: Row[]
  /** What is asked when it is unfolded, if that is not known yet. */
  further?: Further
  unfolded?: boolean
}

/** Where the next step from a symbol begins, and by which keys one came to it. */
export interface Further {
  target: Target
  keys: readonly string[]
}

const KINDS = [
  ...['file', 'module', 'namespace', 'package', 'class', 'method', 'property', 'field', 'constructor'],
  ...['enum', 'interface', 'function', 'variable', 'constant', 'string', 'number', 'boolean', 'array'],
  ...['object', 'key', 'null', 'enum-member', 'struct', 'event', 'operator', 'type-parameter'],
]

/** The codicon of a kind of symbol, by its number in LSP. */
export function iconOf(kind: number): string {
  return `symbol-${KINDS[kind - 1] ?? 'misc'}`
}

/** The path of a file from the nearest of the roots, else as it is. */
export function pathBelow(uri: string, roots: readonly string[]): string {
  const path = decodeURIComponent(uri.replace(/^file:\/\//, ''))
  const inside = roots.filter((root) => path.startsWith(`${root}/`)).sort((a, b) => b.length - a.length)[0]
  return inside === undefined ? path : path.slice(inside.length + 1)
}

/** `path:line` of a location, the line from one. */
export function placeName(location: Location, roots: readonly string[]): string {
  return `${pathBelow(location.uri, roots)}:${location.range.start.line + 1}`
}

/** A line of a file, at its beginning. */
export function atLine(uri: string, line: number): Location {
  const start = { line, character: 0 }
  return { uri, range: { start, end: start } }
}

/** The row of a symbol, with what is said of it before its place. */
export function symbolRow(symbol: Symbol, said: string, roots: readonly string[]): Row {
  const place = placeName(symbol.location, roots)
  return {
    label: symbol.name,
    description: said === '' ? place : `${said} · ${place}`,
    tooltip: [symbol.containerName ? `${symbol.containerName}.${symbol.name}` : symbol.name, said, place].filter((each) => each !== '').join('\n'),
    icon: symbol.test === true ? 'beaker' : iconOf(symbol.kind),
    place: symbol.location,
  }
}

/** What is not certain is said; what is, is not worth a word. */
export function unsure(tier: string | undefined): string {
  return tier === undefined || tier === 'certain' ? '' : `, ${tier}`
}

/** `1 file`, `2 files`, `1,000 files`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`
}

/** The reason of an answer, as the end of a sentence. */
export function because(answer: { reason?: string } | null | undefined): string {
  return answer?.reason ? `: ${answer.reason}` : ''
}
