// The graph that is looked at: what was asked, what came back, and what is asked next.
//
// Belongs here: questions to the host and the state between them. Stays out: everything of a page
// (`page`), so that it is tested without one.
import type { Wanted } from '../src/graph/messages'
import type { CallGraph } from '../src/protocol'
import { emptyGraph, expand, graphOf, graphOfWays, type Graph } from './call_graph'
import { USUAL, type Controls } from './controls'
import { Superseded, type Host } from './host'
import { graphFrom, kept, type Kept } from './kept'

const ATTEMPTS = 3
const WAYS = 20

export type Phase = 'nothing' | 'asking' | 'shown' | 'failed'

export class Session {
  graph: Graph = emptyGraph()
  wanted: Wanted | undefined
  controls: Controls = USUAL
  phase: Phase = 'nothing'
  /** Why the graph is empty or not whole, or what failed. */
  reason: string | undefined
  /** Whether the index has changed since the graph was asked for. */
  stale = false
  private chosen: Controls = USUAL
  private turn = 0
  /** A newer question ends an older one at the server, so that they are put one after the other. */
  private queue: Promise<unknown> = Promise.resolve()

  constructor(private readonly host: Host, private readonly changed: () => void) {}

  get ofWays(): boolean {
    return this.wanted?.to !== undefined
  }

  /** Another graph, with the controls as they were chosen last unless it says more. */
  show(wanted: Wanted): Promise<void> {
    this.wanted = wanted
    const { direction, depth } = wanted
    this.controls = {
      ...this.chosen,
      most: USUAL.most,
      ...(direction === undefined ? {} : { direction }),
      ...(depth === undefined ? {} : { depth }),
    }
    return this.ask()
  }

  set(controls: Controls): Promise<void> {
    this.controls = controls
    this.chosen = controls
    return this.ask()
  }

  /** The whole graph anew. */
  async ask(): Promise<void> {
    const wanted = this.wanted
    if (wanted === undefined) {
      return
    }
    this.turn += 1
    const turn = this.turn
    this.phase = 'asking'
    this.changed()
    try {
      const { graph, reason } = await this.answerTo(wanted)
      if (turn !== this.turn) {
        return
      }
      this.graph = graph
      this.reason = reason
      this.phase = 'shown'
      this.stale = false
    } catch (error) {
      if (turn !== this.turn) {
        return
      }
      this.graph = emptyGraph()
      this.phase = 'failed'
      this.reason = messageOf(error)
    }
    this.changed()
  }

  /** What is behind a symbol; how many symbols are new. Rejects with a message for people. */
  async unfold(key: string): Promise<number> {
    const { graph, turn } = this
    const node = graph.nodes.get(key)
    if (node === undefined) {
      return 0
    }
    const answer = await this.put('codegraph/callGraph', {
      textDocument: { uri: node.location.uri },
      key,
      beside: [...graph.nodes.keys()],
      direction: this.ofWays ? 'both' : this.controls.direction,
      depth: 1,
      most: this.controls.most,
      ...this.possible(),
    })
    if (turn !== this.turn) {
      return 0
    }
    const found = answer ?? nothing()
    if (!found.results.some((each) => each.key === key)) {
      throw new Error('The code has changed since: refresh the graph.')
    }
    const fresh = expand(graph, key, found)
    this.changed()
    return fresh
  }

  /** The index has changed. */
  age(): void {
    if (this.phase === 'shown' && !this.stale) {
      this.stale = true
      this.changed()
    }
  }

  keep(rest: Pick<Kept, 'selected' | 'view'>): void {
    if (this.wanted !== undefined && this.phase === 'shown') {
      this.host.keep(kept(this.graph, { ...rest, wanted: this.wanted, controls: this.controls, reason: this.reason }))
    }
  }

  restore(state: Kept): void {
    this.wanted = state.wanted
    this.controls = state.controls
    this.chosen = state.controls
    this.graph = graphFrom(state)
    this.reason = state.reason
    this.phase = 'shown'
    this.changed()
  }

  private async answerTo(wanted: Wanted): Promise<{ graph: Graph; reason: string | undefined }> {
    const { textDocument, position, key } = wanted
    const target = { textDocument, ...(key !== undefined && { key }), ...(position && { position }) }
    if (wanted.to !== undefined) {
      const answer = await this.put('codegraph/paths', { ...target, to: wanted.to, most: WAYS, ...this.possible() })
      return { graph: graphOfWays(answer?.results ?? []), reason: answer === null ? OUTSIDE : answer.reason }
    }
    const { direction, depth, most } = this.controls
    const answer = await this.put('codegraph/callGraph', { ...target, direction, depth, most, ...this.possible() })
    return { graph: graphOf(answer ?? nothing(), depth), reason: answer === null ? OUTSIDE : answer.reason }
  }

  private possible(): { possible?: string } {
    return this.controls.possible ? { possible: 'always' } : {}
  }

  private put: Host['ask'] = (question, params) => {
    const asked = this.queue.then(async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.host.ask(question, params)
        } catch (error) {
          if (!(error instanceof Superseded) || attempt === ATTEMPTS) {
            throw error
          }
        }
      }
    })
    this.queue = asked.catch(() => undefined)
    return asked
  }
}

const OUTSIDE = 'The file lies outside of every folder that is indexed.'

function nothing(): CallGraph {
  return { results: [], edges: [], complete: true, reason: OUTSIDE }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
