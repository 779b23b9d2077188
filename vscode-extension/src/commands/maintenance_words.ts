// What `codegraph verify` and `codegraph explain` say, in lines for a person.
import type { Explanation } from '../protocol'
import { count } from '../rows'

export interface Verified {
  root: string
  equal: boolean
  files: number
  edges: number
  total: number
  differences: unknown[]
  skipped: unknown[]
}

export function differenceLines(verified: Verified): string[] {
  const { differences, total, skipped } = verified
  return [
    `${count(total, 'difference')} between the index of ${verified.root} and one made from scratch`,
    ...differences.map(asLine),
    ...(total > differences.length ? [`… and ${total - differences.length} more`] : []),
    ...(skipped.length === 0 ? [] : ['', 'Left out, because they changed meanwhile:', ...skipped.map(asLine)]),
  ]
}

const asLine = (each: unknown) => (typeof each === 'string' ? each : JSON.stringify(each))

/** Why a file is in the index, or is not. */
export function explanationLines(each: Explanation): string[] {
  const lines = [each.reason]
  if (each.rule) {
    lines.push(`The rule is ${each.rule}${each.source ? `, in ${each.source}` : ''}.`)
  }
  if (each.indexed !== undefined) {
    lines.push(each.indexed ? 'It has been read.' : 'It has not been read yet.')
  }
  if (each.indexed === true && each.linked !== undefined) {
    const known = each.edges === undefined ? '' : `: ${count(each.edges, 'edge')}`
    lines.push(each.linked ? `What its names mean is known${known}.` : 'What its names mean is still being found out.')
  }
  return lines
}
