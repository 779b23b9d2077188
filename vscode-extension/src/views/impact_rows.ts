// What a change may reach, as rows: what was changed, the tests to run, and who is reached by how many
// steps.
import type { Answer, Change, ImpactSummary, Reached } from '../protocol'
import { atLine, count, pathBelow, symbolRow, unsure, type Row } from '../rows'

export type Impact = Answer<Reached, ImpactSummary>

/** One line for the head of the view. */
export function impactWords({ summary, complete, reason }: Impact): string {
  const words = [`${count(summary.symbols, 'symbol')} in ${count(summary.files, 'file')}`]
  if (summary.changes !== undefined) {
    words.unshift(count(summary.changes, 'changed symbol'))
  }
  if (summary.broken) {
    words.push(`${count(summary.broken, 'use')} of what is gone`)
  }
  words.push(`${count(summary.test_files.length, 'file')} with tests`)
  return words.join(' · ') + (complete ? '' : ' · not complete') + (reason ? ` (${reason})` : '')
}

export function impactRows(impact: Impact, roots: readonly string[]): Row[] {
  const { summary, results } = impact
  return [
    ...group('Changed', 'diff', (summary.changed ?? []).map((each) => changeRow(each, roots))),
    ...group('Broken: they use what is gone', 'error', results.filter((each) => each.broken).map((each) => reachedRow(each, roots))),
    ...group('Tests to run', 'beaker', summary.test_files.map(([uri, symbols]) => testRow(uri, symbols, roots))),
    ...distances(results).flatMap((distance) => {
      const title = distance === 1 ? 'Direct users' : `${distance} steps away`
      return group(title, 'arrow-right', results.filter((each) => each.distance === distance && !each.broken).map((each) => reachedRow(each, roots)), distance === 1)
    }),
    ...group(summary.changes === undefined ? 'Used to change as well' : 'Used to change as well, and did not', 'history', summary.together.map((each) => ({
      label: each.path,
      description: `${count(each.commits, 'commit')}: ${each.last}`,
      icon: 'file',
      place: atLine(each.uri, 0),
    })), false),
  ]
}

/** The files of tests to run, from their root, one a line. */
export function testFiles(impact: Impact, roots: readonly string[]): string[] {
  return impact.summary.test_files.map(([uri]) => pathBelow(uri, roots))
}

function group(label: string, icon: string, children: Row[], unfolded = true): Row[] {
  return children.length === 0 ? [] : [{ label, icon, description: String(children.length), children, unfolded }]
}

function distances(results: readonly Reached[]): number[] {
  return [...new Set(results.map((each) => each.distance))].sort((a, b) => a - b)
}

function reachedRow(each: Reached, roots: readonly string[]): Row {
  return symbolRow(each, `${each.use} ${each.through}${each.public ? ', public' : ''}${unsure(each.tier)}`, roots)
}

function testRow(uri: string, symbols: number, roots: readonly string[]): Row {
  return { label: pathBelow(uri, roots), description: count(symbols, 'symbol'), icon: 'beaker', place: atLine(uri, 0) }
}

function changeRow(change: Change, roots: readonly string[]): Row {
  const was = change.was === undefined ? '' : `, was ${change.was}`
  const inside = change.members ? `, and ${change.members} in it` : ''
  return {
    label: change.qualified,
    description: `${change.change}${was}${inside}${change.breaks ? ', may break who uses it' : ''} · ${pathBelow(change.uri, roots)}`,
    icon: change.breaks ? 'warning' : 'diff-modified',
    ...(change.change === 'removed' ? {} : { place: atLine(change.uri, change.line ?? 0) }),
  }
}
