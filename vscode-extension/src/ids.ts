// The names by which VS Code knows commands, views and conditions; package.json says the same, and a
// test compares them. Belongs here: names alone.

export const COMMANDS = {
  search: 'codegraph.search',
  related: 'codegraph.related',
  callers: 'codegraph.callers',
  callees: 'codegraph.callees',
  impact: 'codegraph.impact',
  impactOfChanges: 'codegraph.impactOfChanges',
  callGraph: 'codegraph.callGraph',
  path: 'codegraph.path',
  history: 'codegraph.history',
  status: 'codegraph.status',
  explain: 'codegraph.explain',
  verify: 'codegraph.verify',
  rebuild: 'codegraph.rebuild',
  restart: 'codegraph.restart',
  showLogs: 'codegraph.showLogs',
  copyDebugInformation: 'codegraph.copyDebugInformation',
  install: 'codegraph.install',
  lookAgain: 'codegraph.lookAgain',
  choose: 'codegraph.choose',
  relatedPin: 'codegraph.related.pin',
  relatedUnpin: 'codegraph.related.unpin',
  callsToggleDirection: 'codegraph.calls.toggleDirection',
  callsRefresh: 'codegraph.calls.refresh',
  impactRefresh: 'codegraph.impact.refresh',
  impactCopyTests: 'codegraph.impact.copyTests',
  overviewRefresh: 'codegraph.overview.refresh',
} as const

/** Commands that only code lenses run; no palette lists them. */
export const INTERNAL = {
  showReferences: 'codegraph.showReferences',
} as const

export const VIEWS = {
  welcome: 'codegraph.views.welcome',
  related: 'codegraph.views.related',
  calls: 'codegraph.views.calls',
  impact: 'codegraph.views.impact',
  overview: 'codegraph.views.overview',
} as const

export const CONTEXT = {
  state: 'codegraph.state',
  pinned: 'codegraph.pinned',
} as const
