// Ways between symbols, and commits, as rows of lists.
import type { Commit, Step } from '../protocol'
import { atLine, symbolRow, unsure, type Row } from '../rows'

/** One heading for each way, and its steps below; a step is opened where it is called. */
export function pathRows(steps: readonly Step[], roots: readonly string[]): Row[] {
  const ways = new Map<number, Row[]>()
  steps.forEach((step, index) => {
    const before = steps[index - 1]
    const said = step.distance === 0 ? '' : `${step.through ?? ''} ${step.use ?? 'calls'} it${unsure(step.tier)}`
    const row = symbolRow(step, said, roots)
    if (step.line !== undefined && before !== undefined) {
      row.place = atLine(before.location.uri, step.line)
    }
    row.label = `${'    '.repeat(step.distance)}${row.label}`
    ways.set(step.route, [...(ways.get(step.route) ?? []), row])
  })
  return [...ways].map(([route, children]) => ({ label: `Way ${route + 1}, ${children.length - 1} ${children.length === 2 ? 'call' : 'calls'}`, children }))
}

export interface CommitWords {
  label: string
  description: string
  detail: string
}

export function commitWords(commit: Commit): CommitWords {
  const day = new Date(commit.time * 1000).toISOString().slice(0, 10)
  const was = commit.was === undefined ? '' : ` from ${commit.was}`
  return {
    label: `$(git-commit) ${commit.subject}`,
    description: `${commit.author}, ${day}`,
    detail: `${commit.commit.slice(0, 10)} · ${commit.change}${was} · ${commit.path}`,
  }
}

/** The revisions and paths on the two sides of what a commit did to a symbol; undefined where there is
 * nothing on a side. */
export function sidesOf(commit: Commit): { left?: string; right?: string; path: string; was: string } {
  // `was` of a symbol that was moved begins with its path; else the file is where it is.
  const moved = commit.change === 'moved' || commit.change === 'copied' ? /^(\S+\/\S+|\S+\.\w+)/.exec(commit.was ?? '')?.[1] : undefined
  return {
    path: commit.path,
    was: moved ?? commit.path,
    ...(commit.change === 'added' ? {} : { left: `${commit.commit}~1` }),
    ...(commit.change === 'removed' ? {} : { right: commit.commit }),
  }
}
