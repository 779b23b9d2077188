// The page's host inside of VS Code: messages to the extension, and the state that VS Code keeps.
//
// Belongs here: `Host` by messages. Stays out: what the messages are (`src/graph/messages`).
import type { FromPage, MadeFile, Question, Questions, ToPage } from '../src/graph/messages'
import type { Location } from '../src/protocol'
import { Superseded, type Host } from './host'
import { readKept, type Kept } from './kept'

/** What `acquireVsCodeApi` gives. */
export interface EditorApi {
  postMessage(message: FromPage): void
  getState(): unknown
  setState(state: unknown): void
}

interface Waiting {
  resolve(answer: unknown): void
  reject(error: Error): void
}

export function hostOf(api: EditorApi, page: Pick<Window, 'addEventListener'>): Host {
  const waiting = new Map<number, Waiting>()
  let last = 0
  return {
    ask<Q extends Question>(question: Q, params: Questions[Q]['params']) {
      return new Promise<Questions[Q]['answer']>((resolve, reject) => {
        last += 1
        waiting.set(last, { resolve: (answer) => resolve(answer as Questions[Q]['answer']), reject })
        api.postMessage({ type: 'ask', id: last, question, params })
      })
    },
    open: (place: Location, keepFocus: boolean) => api.postMessage({ type: 'open', place, keepFocus }),
    save: (file: MadeFile) => api.postMessage({ type: 'save', file }),
    named: (name: string) => api.postMessage({ type: 'named', name }),
    keep: (state: Kept) => api.setState(state),
    kept: () => readKept(api.getState()),
    listen(told) {
      page.addEventListener('message', (event) => {
        const message = event.data as ToPage
        if (message.type === 'show') {
          told.show(message.wanted)
        } else if (message.type === 'changed') {
          told.changed()
        } else {
          settle(waiting, message)
        }
      })
      api.postMessage({ type: 'ready' })
    },
  }
}

function settle(waiting: Map<number, Waiting>, message: Extract<ToPage, { id: number }>): void {
  const asked = waiting.get(message.id)
  waiting.delete(message.id)
  if (message.type === 'answer') {
    asked?.resolve(message.answer)
  } else {
    asked?.reject(message.again ? new Superseded(message.message) : new Error(message.message))
  }
}
