// Runs the command line `codegraph` for what the language server does not offer.
//
// Belongs here: one call, and its output. Stays out: which calls, and what is shown of them.
import { spawn } from 'node:child_process'
import type { CancellationLike } from '../asking'

export interface Ran {
  /** 0 found, 1 nothing found or different, 2 failure; null if it was cancelled. */
  code: number | null
  output: string
  /** The last line of what it wrote to standard error. */
  problem: string
}

export function runCommand(file: string, given: readonly string[], environment: Readonly<Record<string, string>>, token?: CancellationLike): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, given, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let problem = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (problem += text))
    const cancelling = token?.onCancellationRequested(() => child.kill('SIGINT'))
    child.on('error', reject)
    child.on('close', (code) => {
      cancelling?.dispose()
      resolve({ code: token?.isCancellationRequested === true ? null : code, output, problem: problem.trim().split('\n').at(-1) ?? '' })
    })
  })
}
