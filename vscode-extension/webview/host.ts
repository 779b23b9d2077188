// What the page needs of whoever shows it: VS Code, or a program that serves it to a browser.
//
// Belongs here: that interface. Stays out: its implementations (`vscode_host`).
import type { MadeFile, Question, Questions, Wanted } from '../src/graph/messages'
import type { Location } from '../src/protocol'
import type { Kept } from './kept'

export interface Host {
  /** The answer to a question; rejects with a message for people, `Superseded` if a newer question
   * of somebody else ended it. */
  ask<Q extends Question>(question: Q, params: Questions[Q]['params']): Promise<Questions[Q]['answer']>
  /** Show code; with `keepFocus` the graph stays in focus. */
  open(place: Location, keepFocus: boolean): void
  /** Let the user save what the page has made. */
  save(file: MadeFile): void
  /** Say what the graph shown is called now. */
  named(name: string): void
  /** Keep a state while the page is hidden, and give back the one that was kept last. */
  keep(state: Kept): void
  kept(): Kept | undefined
  /** Be told which graph is wanted, and that the index has changed. Called once, when the page can be
   * told. */
  listen(told: { show(wanted: Wanted): void; changed(): void }): void
}

/** A question was ended because the same was asked anew; it may be put again. */
export class Superseded extends Error {
  override name = 'Superseded'
}
