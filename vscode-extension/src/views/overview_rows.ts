// What is central in a workspace, what goes in circles, and where trouble is likely, as rows: one for
// each section, and what it tells below.
import type { OverviewRow, OverviewTarget } from '../protocol'
import { count, iconOf, pathBelow, placeName, unsure, type Row } from '../rows'

const SECTIONS: Readonly<Record<string, [title: string, icon: string, tooltip: string]>> = {
  files: ['Central files', 'files', 'By PageRank over imports'],
  symbols: ['Central symbols', 'symbol-class', 'By PageRank over uses'],
  'file-bridges': ['Files between others', 'git-merge', 'On many shortest ways from file to file'],
  'symbol-bridges': ['Symbols between others', 'git-merge', 'On many shortest ways from symbol to symbol'],
  communities: ['Communities', 'group-by-ref-type', 'Files that hang together'],
  'import-cycles': ['Cycles of imports', 'sync', 'Each with a shortest one'],
  'call-cycles': ['Cycles of calls', 'sync', 'Each with a shortest one'],
  hotspots: ['Hotspots', 'flame', 'Much changed, and large'],
  rules: ['Broken rules', 'error', 'Of codegraph.toml'],
  dead: ['Dead code', 'trash', 'Nothing needs it'],
  duplicates: ['Duplicates', 'files', 'Functions that are nearly the same'],
}
const DEAD: Readonly<Record<string, string>> = { unused: 'nothing uses it', dead: 'only dead code uses it', tests: 'only tests use it' }
const FOLDED = ['file-bridges', 'symbol-bridges', 'communities']

/** The sections of an overview in the order of this list, which is the order of interest. */
export const ALL_SECTIONS = Object.keys(SECTIONS)

export function overviewRows(results: readonly OverviewRow[], roots: readonly string[]): Row[] {
  return ALL_SECTIONS.flatMap((section) => {
    const rows = results.filter((each) => each.section === section)
    const [label, icon, tooltip] = SECTIONS[section] ?? [section, 'list-unordered', '']
    const children = rows.map((each) => overviewRow(each, roots))
    return rows.length === 0 ? [] : [{ label, icon, tooltip, description: String(rows.length), children, unfolded: !FOLDED.includes(section) }]
  })
}

function overviewRow(each: OverviewRow, roots: readonly string[]): Row {
  const said = told(each)
  const targets = each.targets ?? []
  const members = each.section === 'communities' ? [] : targets
  return {
    label: labelOf(each, roots),
    description: said,
    tooltip: `${placeName(each.location, roots)}${said === '' ? '' : `\n${said}`}`,
    icon: isFile(each) ? 'file' : iconOf(each.kind),
    place: each.location,
    ...(members.length === 0 ? {} : { children: members.map((inner) => targetRow(inner, roots)) }),
  }
}

const FILES = ['files', 'file-bridges', 'hotspots', 'import-cycles']
const isFile = (each: OverviewRow) => FILES.includes(each.section)

function labelOf(each: OverviewRow, roots: readonly string[]): string {
  if (each.section === 'communities') {
    return text(each.measured?.['name']) || each.name
  }
  return isFile(each) ? pathBelow(each.location.uri, roots) : each.name
}

/** What an overview says of a row, in a few words. */
function told({ section, measured = {}, score, why, reason, size, copies, repeated }: OverviewRow): string {
  const words: string[] = []
  const say = (name: string, word: (number: number) => string) => {
    const value = measured[name]
    if (typeof value === 'number') {
      words.push(word(value))
    }
  }
  if (why !== undefined) {
    words.push(why)
  }
  if (score !== undefined && section !== 'hotspots') {
    words.push(`${(100 * score).toFixed(2)} %`)
  }
  say('users', (users) => `used by ${users}`)
  say('uses', (uses) => `uses ${uses}`)
  say('size', (members) => `${members} in it`)
  say('commits', (commits) => count(commits, 'commit'))
  say('lines', (lines) => count(lines, 'line'))
  if (copies !== undefined && repeated !== undefined) {
    words.push(count(copies, 'function'), `${count(repeated, 'line')} repeated`)
  } else if (reason !== undefined) {
    words.push(DEAD[reason] ?? reason, ...(size === undefined ? [] : [count(size, 'line')]))
  }
  return words.join(' · ')
}

function targetRow(each: OverviewTarget, roots: readonly string[]): Row {
  const to = text(each.measured?.['to'])
  const said = to !== '' ? `imports ${to}` : (each.use ?? '') + unsure(each.tier)
  const place = placeName(each.location, roots)
  return { label: to !== '' ? pathBelow(each.location.uri, roots) : each.name, description: said === '' ? place : `${said} · ${place}`, icon: iconOf(each.kind), place: each.location }
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
