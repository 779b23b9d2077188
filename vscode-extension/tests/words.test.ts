import { describe, expect, it } from 'vitest'
import manifest from '../package.json'
import { differenceLines, explanationLines } from '../src/commands/maintenance_words'
import type { Status } from '../src/protocol'
import { filterWords, NO_FILTERS, searchParams } from '../src/search/query'
import { environmentOf, OF_SESSION, variableOf } from '../src/start/daemon_settings'
import { barWords, statusLines } from '../src/status/wording'

describe('what is typed into the search', () => {
  it('is the question, without the words that narrow it', () => {
    expect(searchParams('kind:class lang:py where is  it path:src/api tests:only', NO_FILTERS, 9)).toEqual({
      query: 'where is  it', limit: 9, kind: ['class'], language: 'py', paths: ['src/api/**'], tests: 'only',
    })
  })

  it('asks nothing while there is nothing but such words', () => {
    expect(searchParams('  kind:class ', NO_FILTERS, 9)).toBeUndefined()
  })

  it('keeps words with a colon that mean something else', () => {
    expect(searchParams('std::move http: key:value', NO_FILTERS, 9)?.query).toBe('std::move http: key:value')
  })

  it('stands above the filters that were chosen', () => {
    const filters = { kind: ['method'], language: 'go', paths: ['*.go', 'cmd/'], tests: 'never' }
    expect(searchParams('lang:rust x', filters, 9)).toEqual({ query: 'x', limit: 9, kind: ['method'], language: 'rust', paths: ['*.go', 'cmd/**'], tests: 'never' })
    expect(filterWords(filters)).toBe('method · go · *.go, cmd/ · no tests')
    expect(filterWords(NO_FILTERS)).toBe('')
  })
})

describe('the status', () => {
  const status: Status = {
    health: 'ok', quiescent: true, message: '3 files, 9 symbols', files: 3, symbols: 9, edges: 12,
    workspaces: [{ root: '/w', connected: true, state: 'ready', done: 3, total: 3, files: 3, symbols: 9, memory_mb: 80.4, version: '0.1.0', pid: 7, problems: ['a watch is missing'] }],
  }

  it('is told root by root, with its problems', () => {
    expect(statusLines(status)).toEqual(['/w: ready, 3 files, 9 symbols, 80 MB, daemon 0.1.0 (process 7)', '  a watch is missing'])
    expect(statusLines({ ...status, workspaces: [{ root: '/w', connected: false, problem: 'no daemon' }] })).toEqual(['/w: not connected', '  no daemon'])
  })

  it('in the status bar says files and memory, or how far it is', () => {
    expect(barWords('running', status)).toMatchObject({ icon: 'pass', text: 'CodeGraph', detail: '3 files, 9 symbols, 80 MB', busy: false })
    const half: Status = { ...status, quiescent: false, workspaces: [{ root: '/w', connected: true, done: 1, total: 2 }] }
    expect(barWords('running', half)).toMatchObject({ icon: 'sync~spin', text: 'CodeGraph 50 %', busy: true })
    expect(barWords('running', { ...status, health: 'warning' })).toMatchObject({ icon: 'warning', alarm: 'warning' })
  })

  it('says of each state without a server what it is', () => {
    const states = ['looking', 'missing', 'outdated', 'folderless', 'starting', 'running', 'failed', 'stopped']
    expect(states.map((state) => barWords(state, undefined).detail).every((detail) => detail !== '')).toBe(true)
  })
})

describe('why a file is in the index', () => {
  it('is told with the rule and with how much is known of it', () => {
    expect(explanationLines({ path: 'a.py', kept: true, indexed: true, linked: true, edges: 4, reason: 'a.py is indexed as python.' })).toEqual([
      'a.py is indexed as python.', 'It has been read.', 'What its names mean is known: 4 edges.',
    ])
    expect(explanationLines({ path: 'b', kept: false, reason: 'It is ignored.', rule: 'build/', source: '.gitignore' })).toEqual(['It is ignored.', 'The rule is build/, in .gitignore.'])
  })

  it('and what differs from an index made from scratch is listed', () => {
    const verified = { root: '/w', equal: false, files: 1, edges: 1, total: 3, differences: ['a.py: a link', { path: 'b.py' }], skipped: ['c.py'] }
    expect(differenceLines(verified)).toEqual([
      '3 differences between the index of /w and one made from scratch', 'a.py: a link', '{"path":"b.py"}', '… and 1 more', '', 'Left out, because they changed meanwhile:', 'c.py',
    ])
  })
})

describe("the daemon's settings", () => {
  it('are variables, spelled as the daemon reads them', () => {
    expect(environmentOf({ 'index.max_file_kb': 512, 'index.exclude': ['a/', 'b'], 'external.use': 'off', 'workers.bulk': undefined })).toEqual({
      CODEGRAPH_INDEX_MAX_FILE_KB: '512', CODEGRAPH_INDEX_EXCLUDE: '["a/","b"]', CODEGRAPH_EXTERNAL_USE: 'off',
    })
    expect(variableOf('daemon.idle_minutes')).toBe('CODEGRAPH_DAEMON_IDLE_MINUTES')
  })

  it('but for the one that holds for a session', () => {
    expect(environmentOf({ [OF_SESSION]: 'never' })).toEqual({})
    const names = manifest.contributes.configuration.flatMap((each) => Object.keys(each.properties))
    expect(names).toContain(`codegraph.${OF_SESSION}`)
  })
})
