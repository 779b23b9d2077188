// The one language server of this window: found, started, stopped, and started again after a crash.
//
// Belongs here: its life and its state. Stays out: which options it gets (`options`), where it is
// looked for (`candidates`), and what is shown of all that (`welcome`, `status/`).
import * as vscode from 'vscode'
import { CloseAction, ErrorAction, LanguageClient, State, Trace } from 'vscode-languageclient/node'
import { NoServer, type Asking, type CancellationLike } from '../asking'
import type { Status } from '../protocol'
import { Crashes } from './crashes'
import { findInstalled, type Installed } from './finding'
import { middleware } from './middleware'
import { initializationOptions, serverEnvironment } from './options'
import { ChangeQueue } from './queue'
import { ServerProcess } from './server_process'
import { placesToLook } from './surroundings'

export type SessionState = 'looking' | 'missing' | 'outdated' | 'folderless' | 'starting' | 'running' | 'failed' | 'stopped'

export class Session implements Asking, vscode.Disposable {
  private readonly queue = new ChangeQueue()
  private readonly crashes = new Crashes()
  private readonly stateChanged = new vscode.EventEmitter<SessionState>()
  private readonly statusChanged = new vscode.EventEmitter<Status>()
  private client: LanguageClient | undefined
  private process: ServerProcess | undefined
  private current: SessionState = 'looking'
  readonly onState = this.stateChanged.event
  readonly onStatus = this.statusChanged.event
  installed: Installed = { kind: 'missing' }
  status: Status | undefined
  /** Why there is no server, where that is known. */
  problem: string | undefined

  constructor(readonly log: vscode.OutputChannel) {}

  get state(): SessionState {
    return this.current
  }

  /** The client, for what goes beyond questions; only in the state `running`. */
  get languageClient(): LanguageClient | undefined {
    return this.current === 'running' ? this.client : undefined
  }

  /** Start the server, or start it anew, after looking for it again. */
  restart(): Promise<void> {
    this.crashes.forget()
    return this.queue.push(() => this.startAnew())
  }

  stop(): Promise<void> {
    return this.queue.push(async () => {
      await this.end()
      this.enter('stopped')
    })
  }

  async sendRequest<Result>(method: string, params: unknown, token?: CancellationLike): Promise<Result> {
    const client = this.languageClient
    if (client === undefined) {
      throw new NoServer('The language server of CodeGraph is not running.')
    }
    // A token that is not there would count as a second parameter.
    return token === undefined
      ? client.sendRequest<Result>(method, params)
      : client.sendRequest<Result>(method, params, token as vscode.CancellationToken)
  }

  dispose(): void {
    void this.stop()
    this.stateChanged.dispose()
    this.statusChanged.dispose()
  }

  write(line: string): void {
    this.log.appendLine(`${new Date().toISOString()} [extension] ${line}`)
  }

  private async startAnew(): Promise<void> {
    await this.end()
    this.problem = undefined
    if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
      return this.enter('folderless')
    }
    this.enter('looking')
    this.installed = await findInstalled(await placesToLook())
    if (this.installed.kind !== 'found') {
      this.problem = describe(this.installed)
      this.write(this.problem)
      return this.enter(this.installed.kind)
    }
    this.write(describe(this.installed))
    this.enter('starting')
    const started = new ServerProcess(this.installed.file, serverEnvironment())
    this.process = started
    const client = this.makeClient(started)
    this.client = client
    try {
      await client.start()
      if (client.initializeResult === undefined) {
        // A connection that is closed before the first answer ends the start without an error.
        throw new Error('its connection was closed')
      }
    } catch (error) {
      // What was written last says more than that a connection was closed.
      await Promise.race([started.gone(), new Promise((resolve) => setTimeout(resolve, 500))])
      await this.end()
      return this.fail(started.lastWords ?? String(error))
    }
    this.enter('running')
    if (started.hasEnded) {
      return this.closed(started)
    }
    await this.applyTrace()
  }

  private makeClient(started: ServerProcess): LanguageClient {
    const options = initializationOptions()
    const client = new LanguageClient('codegraph', 'CodeGraph', () => Promise.resolve(started.child), {
      documentSelector: [{ scheme: 'file' }],
      outputChannel: this.log,
      initializationOptions: options,
      middleware: middleware(String(options['profile'])),
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          this.closed(started)
          return { action: CloseAction.DoNotRestart, handled: true }
        },
      },
    })
    client.onNotification('codegraph/status', (status: Status) => {
      this.status = status
      this.statusChanged.fire(status)
    })
    return client
  }

  /** The connection broke, and nobody had asked for that. */
  private closed(of: ServerProcess): void {
    if (this.process !== of || this.current !== 'running') {
      return
    }
    const pause = this.crashes.note(Date.now())
    this.write(`the server ended by itself${of.lastWords === undefined ? '' : `: ${of.lastWords}`}`)
    if (pause === undefined) {
      void this.queue.push(async () => {
        await this.end()
        this.fail(`It ended again and again. ${of.lastWords ?? ''}`.trim())
      })
      return
    }
    this.enter('starting')
    setTimeout(() => {
      if (this.process === of) {
        void this.queue.push(() => this.startAnew())
      }
    }, pause)
  }

  private fail(problem: string): void {
    this.problem = problem
    this.write(`the server could not be started: ${problem}`)
    this.enter('failed')
  }

  private async end(): Promise<void> {
    const { client, process } = this
    this.client = undefined
    this.process = undefined
    this.status = undefined
    if (client?.state === State.Running) {
      // It throws if the server has died meanwhile, which is what is wanted.
      await client.stop(3000).catch(() => undefined)
    }
    await process?.gone()
    await client?.dispose().catch(() => undefined)
  }

  private enter(state: SessionState): void {
    if (this.current !== state) {
      this.current = state
      this.stateChanged.fire(state)
    }
  }

  /** Writes messages to the log as the setting `codegraph.trace.server` says. */
  async applyTrace(): Promise<void> {
    const level = vscode.workspace.getConfiguration('codegraph').get<string>('trace.server', 'off')
    await this.languageClient?.setTrace(Trace.fromString(level))
  }
}

function describe(installed: Installed): string {
  switch (installed.kind) {
    case 'missing':
      return `no codegraph was found${installed.problem === undefined ? '' : `: ${installed.problem}`}`
    case 'outdated':
      return `${installed.file} (${installed.origin}) is too old: ${installed.version}`
    case 'found':
      return `${installed.file} (${installed.origin}), version ${installed.version}`
  }
}
