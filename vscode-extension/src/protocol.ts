// What the server's own methods (`codegraph/…`) take and give, as docs/lsp.md says.
//
// Belongs here: shapes, nothing that runs. Positions are those of LSP: from zero, in UTF-16.

export interface Position {
  line: number
  character: number
}

export interface Range {
  start: Position
  end: Position
}

export interface Location {
  uri: string
  range: Range
}

/** Where something stands that is asked about: a place, or a whole file. */
export interface Target {
  textDocument: { uri: string }
  position?: Position
}

export interface Symbol {
  name: string
  kind: number
  location: Location
  containerName?: string
  key?: string
  test?: boolean
}

/** `certain`, `inferred` or `possible`. */
export type Tier = string

export interface Answer<Result, Summary = undefined> {
  results: Result[]
  complete: boolean
  next?: string | null
  reason?: string
  summary: Summary
}

export interface Problem {
  message?: string
  [more: string]: unknown
}

export interface WorkspaceStatus {
  root: string
  connected: boolean
  state?: string
  generation?: number
  done?: number
  total?: number
  files?: number
  symbols?: number
  edges?: number
  memory_mb?: number
  pid?: number
  workers?: number | number[]
  version?: string
  protocol?: number
  log?: string
  problem?: string
  problems?: (string | Problem)[]
}

export interface Status {
  health: 'ok' | 'warning' | 'error'
  quiescent: boolean
  message: string
  files: number
  symbols: number
  edges: number
  workspaces: WorkspaceStatus[]
}

export interface Found extends Symbol {
  why: string
  score: number
  range?: Range
  lines?: { line: number; text: string }[]
}

export interface Related extends Symbol {
  group: string
  score: number
  reasons: string[]
}

export interface Reached extends Symbol {
  distance: number
  use: string
  through: string
  tier: Tier
  confidence: number
  public?: boolean
  broken?: boolean
}

export interface ImpactSummary {
  symbols: number
  files: number
  by_distance: number[]
  tests: number
  test_files: [uri: string, symbols: number][]
  public: number
  together: { uri: string; path: string; score: number; commits: number; last: string }[]
  /** Of all that is different since a revision: how much, how many uses of what is gone, and what. */
  changes?: number
  broken?: number
  changed?: Change[]
}

export interface Edge {
  source: string
  target: string
  use: string
  tier: Tier
  confidence: number
  line?: number
}

export interface Node extends Symbol {
  key: string
  distance: number
}

export interface CallGraph {
  results: Node[]
  edges: Edge[]
  complete: boolean
  reason?: string
}

export interface Step extends Symbol {
  route: number
  distance: number
  use?: string
  through?: string
  tier?: Tier
  confidence?: number
  line?: number
}

export interface Commit {
  commit: string
  time: number
  author: string
  subject: string
  change: string
  path: string
  line?: number
  qualified?: string
  was?: string
}

export interface HistorySummary {
  uri: string
  path: string
  commits: number
  authors?: { name: string; commits: number; last: number }[]
  branches: { name: string; version: string; commits: number; last: number }[]
  together: { uri: string; path: string; score: number; commits: number }[]
}

export interface Change {
  change: string
  uri: string
  path: string
  line?: number
  qualified: string
  breaks?: boolean
  members?: number
  was?: string
}

export interface OverviewTarget extends Symbol {
  use?: string
  tier?: Tier
  measured?: Record<string, unknown>
}

export interface OverviewRow extends Symbol {
  section: string
  measured?: Record<string, unknown>
  score?: number
  why?: string
  reason?: string
  size?: number
  copies?: number
  repeated?: number
  targets?: OverviewTarget[]
}

/** Why a file is in the index, or is not. */
export interface Explanation {
  path: string
  kept: boolean
  indexed?: boolean
  linked?: boolean
  edges?: number
  reason: string
  rule?: string
  source?: string
}
