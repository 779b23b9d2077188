// The state of the index in words, for the status bar, messages and debug information.
//
// Belongs here: words. Stays out: what shows them.
import type { Problem, Status, WorkspaceStatus } from '../protocol'

const count = (number: number) => number.toLocaleString('en-US')

/** One line for each root, and one for each of its problems. */
export function statusLines(status: Status): string[] {
  return status.workspaces.flatMap((each) => [`${each.root}: ${workspaceWords(each)}`, ...problems(each).map((problem) => `  ${problem}`)])
}

function workspaceWords(of: WorkspaceStatus): string {
  const words = [of.connected ? (of.state ?? 'starting') : 'not connected']
  for (const name of ['files', 'symbols', 'edges'] as const) {
    const number = of[name]
    if (number !== undefined) {
      words.push(`${count(number)} ${name}`)
    }
  }
  if (of.memory_mb !== undefined) {
    words.push(`${Math.round(of.memory_mb)} MB`)
  }
  if (of.version !== undefined && of.pid !== undefined) {
    words.push(`daemon ${of.version} (process ${of.pid})`)
  }
  return words.join(', ')
}

function problems(of: WorkspaceStatus): string[] {
  const all: (string | Problem)[] = of.problem === undefined ? [] : [of.problem]
  return [...all, ...(of.problems ?? [])].map((each) => (typeof each === 'string' ? each : (each.message ?? JSON.stringify(each))))
}
