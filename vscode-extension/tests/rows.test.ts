import { describe, expect, it } from 'vitest'
import { commitWords, pathRows, sidesOf } from '../src/commands/symbol_rows'
import type { CallGraph, Commit, Node, OverviewRow, Reached, Related, Step, Symbol } from '../src/protocol'
import { iconOf, pathBelow, symbolRow, type Row } from '../src/rows'
import { callRows, rootRow } from '../src/views/calls_rows'
import { impactRows, impactWords, testFiles, type Impact } from '../src/views/impact_rows'
import { overviewRows } from '../src/views/overview_rows'
import { relatedRows } from '../src/views/related_rows'

const ROOTS = ['/w']

function symbol(name: string, path = 'a.py', line = 0): Symbol {
  const start = { line, character: 4 }
  return { name, kind: 12, location: { uri: `file:///w/${path}`, range: { start, end: { line, character: 4 + name.length } } } }
}

/** Rows as indented lines, as one sees them. */
function drawn(rows: readonly Row[], depth = 0): string[] {
  return rows.flatMap((row) => [`${'  '.repeat(depth)}${row.label} | ${row.description ?? ''}`, ...drawn(row.children ?? [], depth + 1)])
}

describe('a symbol as a row', () => {
  it('says what is said of it, and where it is from the nearest root', () => {
    expect(symbolRow(symbol('run', 'in/a.py', 9), 'calls it', ['/w', '/w/in'])).toMatchObject({ label: 'run', description: 'calls it · a.py:10', icon: 'symbol-function' })
  })

  it('has the icon of its kind, also of kinds that are not known yet', () => {
    expect([iconOf(5), iconOf(26), iconOf(99)]).toEqual(['symbol-class', 'symbol-type-parameter', 'symbol-misc'])
  })

  it('outside of all roots has its whole path', () => {
    expect(pathBelow('file:///usr/lib/a%20b.py', ROOTS)).toBe('/usr/lib/a b.py')
    expect(pathBelow('file:///src/a.py', ROOTS)).toBe('/src/a.py')
  })
})

describe('what is related', () => {
  it('stands in groups, by what is most related in each', () => {
    const related = (name: string, group: string): Related => ({ ...symbol(name), group, score: 1, reasons: ['because'] })
    const rows = relatedRows([related('a', 'tests'), related('b', 'callers'), related('c', 'tests'), related('d', 'newer')], ROOTS)
    expect(drawn(rows)).toEqual([
      'Tests | 2', '  a | because · a.py:1', '  c | because · a.py:1',
      'Callers | 1', '  b | because · a.py:1',
      'newer | 1', '  d | because · a.py:1',
    ])
  })

  it('of which it is only known that it is near comes last', () => {
    const related = (name: string, group: string): Related => ({ ...symbol(name), group, score: 1, reasons: ['because'] })
    const rows = relatedRows([related('a', 'near'), related('b', 'file'), related('c', 'callers'), related('d', 'documentation')], ROOTS)
    expect(rows.map((row) => row.label)).toEqual(['Callers', 'Documentation', 'Near it', 'In the same file'])
  })
})

describe('calls', () => {
  const node = (name: string, distance: number, line = 0): Node => ({ ...symbol(name, 'a.py', line), key: name, distance })
  const graph: CallGraph = {
    results: [node('middle', 0), node('late', 1, 30), node('early', 1, 20), node('below', 1, 40)],
    edges: [
      { source: 'late', target: 'middle', use: 'calls', tier: 'inferred', confidence: 0.9, line: 33 },
      { source: 'early', target: 'middle', use: 'calls', tier: 'certain', confidence: 1, line: 21 },
      { source: 'middle', target: 'below', use: 'makes', tier: 'certain', confidence: 1, line: 2 },
      { source: 'middle', target: 'middle', use: 'calls', tier: 'certain', confidence: 1, line: 3 },
    ],
    complete: true,
  }

  it('of a symbol are listed from the top, what is not certain says so', () => {
    expect(drawn(callRows(graph, 'callers', [], ROOTS))).toEqual(['middle | again · a.py:1', 'early | a.py:21', 'late | calls, inferred · a.py:31'])
    expect(drawn(callRows(graph, 'callees', [], ROOTS))).toEqual(['middle | again · a.py:1', 'below | makes · a.py:41'])
  })

  it('open callers where they call, and callees where they are defined', () => {
    expect(callRows(graph, 'callers', [], ROOTS)[1]?.place?.range.start.line).toBe(21)
    expect(callRows(graph, 'callees', [], ROOTS)[1]?.place?.range.start.line).toBe(40)
  })

  it('lead on from each that was not met on the way', () => {
    const rows = callRows(graph, 'callers', ['early'], ROOTS)
    expect(rows.map((row) => row.further?.keys)).toEqual([undefined, undefined, ['early', 'middle']])
    expect(rows[1]?.description).toContain('again')
  })

  it('hang below the symbol that was asked about', () => {
    expect(rootRow(graph, [], ROOTS)).toMatchObject({ label: 'middle', unfolded: true })
    expect(rootRow({ results: [], edges: [], complete: true }, [], ROOTS)).toBeUndefined()
  })
})

describe('an impact', () => {
  const reached = (name: string, distance: number, more: Partial<Reached> = {}): Reached => ({
    ...symbol(name), distance, use: 'calls', through: 'one', tier: 'certain', confidence: 1, ...more,
  })
  const impact: Impact = {
    results: [reached('direct', 1, { public: true }), reached('far', 2, { tier: 'inferred' }), reached('lost', 1, { broken: true })],
    complete: true,
    summary: {
      symbols: 3, files: 1, by_distance: [2, 1], tests: 1, test_files: [['file:///w/test_a.py', 2]], public: 1, changes: 1, broken: 1,
      changed: [{ change: 'renamed', uri: 'file:///w/a.py', path: 'a.py', line: 3, qualified: 'two', was: 'one', breaks: true }],
      together: [{ uri: 'file:///w/b.py', path: 'b.py', score: 1, commits: 3, last: 'both' }],
    },
  }

  it('begins with what was changed and what it broke, then tests to run, then who is near', () => {
    expect(drawn(impactRows(impact, ROOTS))).toEqual([
      'Changed | 1', '  two | renamed, was one, may break who uses it · a.py',
      'Broken: they use what is gone | 1', '  lost | calls one · a.py:1',
      'Tests to run | 1', '  test_a.py | 2 symbols',
      'Direct users | 1', '  direct | calls one, public · a.py:1',
      '2 steps away | 1', '  far | calls one, inferred · a.py:1',
      'Used to change as well, and did not | 1', '  b.py | 3 commits: both',
    ])
  })

  it('is told in one line, with what is missing of it', () => {
    expect(impactWords(impact)).toBe('1 changed symbol · 3 symbols in 1 file · 1 use of what is gone · 1 file with tests')
    expect(impactWords({ ...impact, complete: false, reason: 'being linked' })).toContain('not complete (being linked)')
  })

  it('gives the files of tests, to be run', () => {
    expect(testFiles(impact, ROOTS)).toEqual(['test_a.py'])
  })
})

describe('an overview', () => {
  it('has its sections in the order of interest, with what is measured', () => {
    const row = (section: string, name: string, more: Partial<OverviewRow> = {}): OverviewRow => ({ ...symbol(name), section, ...more })
    const rows = overviewRows(
      [
        row('hotspots', 'a', { measured: { commits: 9, lines: 100 } }),
        row('symbols', 'Cart', { score: 0.125, measured: { users: 4 } }),
        row('import-cycles', 'a', { measured: { size: 2 }, targets: [{ ...symbol('a'), measured: { to: 'b.py' } }] }),
        row('communities', 'a', { measured: { name: 'src', size: 3 } }),
        row('dead', 'old', { reason: 'unused', size: 1 }),
        row('duplicates', 'copy', { copies: 2, repeated: 7 }),
        row('files', 'a', { score: 0.5, measured: { users: 1 } }),
      ],
      ROOTS,
    )
    expect(drawn(rows)).toEqual([
      'Central files | 1', '  a.py | 50.00 % · used by 1',
      'Central symbols | 1', '  Cart | 12.50 % · used by 4',
      'Communities | 1', '  src | 3 in it',
      'Cycles of imports | 1', '  a.py | 2 in it', '    a.py | imports b.py · a.py:1',
      'Hotspots | 1', '  a.py | 9 commits · 100 lines',
      'Dead code | 1', '  old | nothing uses it · 1 line',
      'Duplicates | 1', '  copy | 2 functions · 7 lines repeated',
    ])
  })
})

describe('ways between symbols', () => {
  it('are listed one after the other, each step where it is called', () => {
    const step = (name: string, route: number, distance: number, line?: number): Step => ({
      ...symbol(name, `${name}.py`), route, distance, ...(line === undefined ? {} : { line, use: 'calls', through: 'main', tier: 'certain' }),
    })
    const rows = pathRows([step('main', 0, 0), step('save', 0, 1, 7), step('main', 1, 0), step('run', 1, 1, 8)], ROOTS)
    expect(drawn(rows)).toEqual([
      'Way 1, 1 call | ', '  main | main.py:1', '      save | main calls it · save.py:1',
      'Way 2, 1 call | ', '  main | main.py:1', '      run | main calls it · run.py:1',
    ])
    expect(rows[0]?.children?.[1]?.place).toMatchObject({ uri: 'file:///w/main.py', range: { start: { line: 7 } } })
  })
})

describe('a commit', () => {
  const commit: Commit = { commit: '0123456789abcdef', time: 1_600_000_000, author: 'Ada', subject: 'Why', change: 'renamed', path: 'b.py', was: 'one' }

  it('says what it did, when, and who made it', () => {
    expect(commitWords(commit)).toEqual({ label: '$(git-commit) Why', description: 'Ada, 2020-09-13', detail: '0123456789 · renamed from one · b.py' })
  })

  it('is shown against the one before it, with nothing beside what it added or removed', () => {
    const id = commit.commit
    expect(sidesOf(commit)).toEqual({ left: `${id}~1`, right: id, path: 'b.py', was: 'b.py' })
    expect(sidesOf({ ...commit, change: 'added' })).toEqual({ right: id, path: 'b.py', was: 'b.py' })
    expect(sidesOf({ ...commit, change: 'removed' })).toEqual({ left: `${id}~1`, path: 'b.py', was: 'b.py' })
    expect(sidesOf({ ...commit, change: 'moved', was: 'a.py' }).was).toBe('a.py')
  })
})
