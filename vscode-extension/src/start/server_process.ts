// The process of the language server: `codegraph lsp`.
//
// Belongs here: starting it, the end of what it wrote to standard error, and making sure that it is
// gone. Stays out: the protocol (`session`), and which executable it is (`finding`).
import { spawn, type ChildProcess } from 'node:child_process'

const LAST_LINES = 20
const PATIENCE = 3000

export class ServerProcess {
  readonly child: ChildProcess
  private said: string[] = []

  constructor(file: string, environment: Readonly<Record<string, string>>) {
    this.child = spawn(file, ['lsp'], {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.child.stderr?.on('data', (data: Buffer) => {
      this.said = [...this.said, ...data.toString().split('\n').filter((line) => line.trim() !== '')].slice(-LAST_LINES)
    })
    // Without a listener an executable that cannot be run would end the extension host.
    this.child.on('error', (error) => this.said.push(error.message))
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined
  }

  /** The last line of what it wrote to standard error, which mostly says why it ended. */
  get lastWords(): string | undefined {
    return this.said.at(-1)
  }

  /** Resolves when it has ended, which it is made to if it takes too long. */
  async gone(): Promise<void> {
    if (this.hasEnded) {
      return
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE)
      this.child.once('exit', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
