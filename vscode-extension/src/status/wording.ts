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

export interface BarWords {
  icon: string
  text: string
  /** The state in a sentence's length, for tooltips and the language status. */
  detail: string
  alarm: 'none' | 'warning' | 'error'
  busy: boolean
}

/** What the status bar says in a state of the session (`start/session`). */
export function barWords(state: string, status: Status | undefined): BarWords {
  const words = (icon: string, detail: string, alarm: BarWords['alarm'] = 'none', busy = false): BarWords => ({ icon, text: 'CodeGraph', detail, alarm, busy })
  switch (state) {
    case 'looking':
      return words('loading~spin', 'looking for the command codegraph', 'none', true)
    case 'missing':
      return words('warning', 'the command codegraph is not installed', 'warning')
    case 'outdated':
      return words('warning', 'the command codegraph is too old', 'warning')
    case 'folderless':
      return words('circle-slash', 'no folder is open')
    case 'failed':
      return words('error', 'the language server could not be started', 'error')
    case 'stopped':
      return words('circle-slash', 'stopped')
    case 'starting':
      return words('loading~spin', 'starting', 'none', true)
  }
  if (status === undefined) {
    return words('loading~spin', 'starting', 'none', true)
  }
  if (status.health === 'error' || status.health === 'warning') {
    return words(status.health, status.message, status.health)
  }
  if (!status.quiescent) {
    return { ...words('sync~spin', status.message, 'none', true), text: `CodeGraph${progress(status)}` }
  }
  const megabytes = status.workspaces.reduce((sum, each) => sum + (each.memory_mb ?? 0), 0)
  return words('pass', `${status.message}${megabytes > 0 ? `, ${Math.round(megabytes)} MB` : ''}`)
}

function progress({ workspaces }: Status): string {
  const sum = (of: (each: WorkspaceStatus) => number | undefined) => workspaces.reduce((all, each) => all + (of(each) ?? 0), 0)
  const total = sum((each) => each.total)
  return total === 0 ? '' : ` ${Math.min(99, Math.floor((100 * sum((each) => each.done)) / total))} %`
}
