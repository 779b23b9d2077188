// What is related to a symbol, as rows: one for each group, and its symbols below.
import type { Related } from '../protocol'
import { symbolRow, type Row } from '../rows'

const GROUPS: Readonly<Record<string, [title: string, icon: string]>> = {
  callers: ['Callers', 'call-incoming'],
  callees: ['Callees', 'call-outgoing'],
  overrides: ['Overrides', 'symbol-interface'],
  types: ['Types', 'symbol-class'],
  uses: ['Uses', 'references'],
  used: ['Used by', 'references'],
  siblings: ['Beside it', 'list-tree'],
  tests: ['Tests', 'beaker'],
  similar: ['Similar', 'sparkle'],
  history: ['Changed together', 'history'],
  near: ['Near it', 'location'],
  file: ['In the same file', 'file'],
  documentation: ['Documentation', 'book'],
  configuration: ['Configuration', 'settings'],
}

/** Groups that say little of why something is in them, and may be long. */
const VAGUE: readonly string[] = ['near', 'file']

/** The name of a group, for a person. */
export function groupTitle(group: string): string {
  return GROUPS[group]?.[0] ?? group
}

/** Groups by what is most related in them, as the results come; the vague ones behind all others. */
export function relatedRows(results: readonly Related[], roots: readonly string[]): Row[] {
  const groups = new Map<string, Row[]>()
  for (const each of results) {
    const rows = groups.get(each.group) ?? []
    rows.push(symbolRow(each, each.reasons.join('; '), roots))
    groups.set(each.group, rows)
  }
  const isVague = (group: string): number => Number(VAGUE.includes(group))
  const ordered = [...groups].sort(([one], [other]) => isVague(one) - isVague(other))
  return ordered.map(([group, children]) => ({
    label: groupTitle(group),
    description: String(children.length),
    icon: GROUPS[group]?.[1] ?? 'link',
    children,
    unfolded: true,
  }))
}
