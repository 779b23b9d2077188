// Questions to the language server, for whoever asks them: commands, views and the call graph.
//
// Belongs here: what can be asked through. Stays out: starting the server (`start/`).

/** A language server that may be started anew between two questions. */
export interface Asking {
  /** The answer; rejects if no server runs, or if it answers with an error. */
  sendRequest<Result>(method: string, params: unknown, token?: CancellationLike): Promise<Result>
}

export interface CancellationLike {
  readonly isCancellationRequested: boolean
  onCancellationRequested(listener: () => void): { dispose(): void }
}

/** There is no server to ask; the message is for a person. */
export class NoServer extends Error {
  override name = 'NoServer'
}
