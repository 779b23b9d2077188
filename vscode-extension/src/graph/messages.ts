// What the page of the call graph and the extension say to each other.
//
// Belongs here: the shapes of the messages and which questions the page may ask. Stays out:
// everything that runs, for both sides and a page outside of VS Code import it.
import type { CallGraph, Location, Step, Target } from '../protocol'

export type Direction = 'callers' | 'callees' | 'both'

/** What a graph is wanted of: the calls around a symbol or file or, with `to`, the ways to another
 * symbol. The name is for people. */
export interface Wanted extends Target {
  /** The key of an earlier result, which says the symbol in place of a position. */
  key?: string
  name?: string
  direction?: Direction
  depth?: number
  to?: { symbol: string } | { key: string } | Required<Target>
}

/** The questions that the page may ask, with what they take and give, as docs/lsp.md says. */
export interface Questions {
  'codegraph/callGraph': {
    params: Target & {
      key?: string
      direction: Direction
      depth: number
      most: number
      beside?: string[]
      possible?: string
    }
    answer: CallGraph | null
  }
  'codegraph/paths': {
    params: Target & { to: NonNullable<Wanted['to']>; most: number; possible?: string }
    answer: { results: Step[]; complete: boolean; reason?: string } | null
  }
}

export type Question = keyof Questions

export const QUESTIONS: readonly Question[] = ['codegraph/callGraph', 'codegraph/paths']

/** A file that the page has made; `base64` is of one that is no text. */
export interface MadeFile {
  name: string
  kind: 'svg' | 'png' | 'mmd'
  text?: string
  base64?: string
}

/** From the page to the extension. */
export type FromPage =
  | { type: 'ready' }
  | { type: 'ask'; id: number; question: Question; params: unknown }
  | { type: 'open'; place: Location; keepFocus: boolean }
  | { type: 'save'; file: MadeFile }
  | { type: 'named'; name: string }

/** From the extension to the page. */
export type ToPage =
  | { type: 'show'; wanted: Wanted }
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'failed'; id: number; message: string; again: boolean }
  | { type: 'changed' }
