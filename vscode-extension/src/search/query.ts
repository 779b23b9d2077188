// What is typed into the search, with the filters that are chosen beside it, as a question.
//
// Belongs here: words such as `kind:class` and how filters are told. Stays out: the list (`picker`).

export interface Filters {
  kind: readonly string[]
  language: string
  paths: readonly string[]
  /** `auto`, `only` or `never`. */
  tests: string
}

export const NO_FILTERS: Filters = { kind: [], language: '', paths: [], tests: 'auto' }

/** Kinds that one can ask for by `kind:`, most wanted first. */
export const KINDS = ['function', 'method', 'class', 'interface', 'enum', 'constant', 'variable', 'property', 'module', 'section']

export interface SearchParams {
  query: string
  limit: number
  kind?: string[]
  language?: string
  paths?: string[]
  tests?: string
}

const WORD = /(?:^|\s)(kind|lang|path|tests):(\S*)/g

/** The question for what was typed, or undefined if nothing is asked for. Words with a colon narrow it
 * and stand above the filters of the same name. */
export function searchParams(typed: string, filters: Filters, limit: number): SearchParams | undefined {
  const said = new Map<string, string[]>()
  const query = typed
    .replace(WORD, (_, name: string, value: string) => {
      if (value !== '') {
        said.set(name, [...(said.get(name) ?? []), value])
      }
      return ' '
    })
    .trim()
  if (query === '') {
    return undefined
  }
  const kind = said.get('kind') ?? filters.kind
  const language = said.get('lang')?.[0] ?? filters.language
  const paths = (said.get('path') ?? filters.paths).map(asPattern)
  const tests = said.get('tests')?.[0] ?? filters.tests
  return {
    query,
    limit,
    ...(kind.length === 0 ? {} : { kind: [...kind] }),
    ...(language === '' ? {} : { language }),
    ...(paths.length === 0 ? {} : { paths }),
    ...(['only', 'never'].includes(tests) ? { tests } : {}),
  }
}

/** A folder stands for all that is in it. */
function asPattern(path: string): string {
  return /[*?[]/.test(path) || /\.\w+$/.test(path) ? path : `${path.replace(/\/$/, '')}/**`
}

/** The filters in a few words; empty if there are none. */
export function filterWords(filters: Filters): string {
  return [
    filters.kind.join(', '),
    filters.language,
    filters.paths.join(', '),
    filters.tests === 'only' ? 'tests alone' : filters.tests === 'never' ? 'no tests' : '',
  ]
    .filter((each) => each !== '')
    .join(' · ')
}
