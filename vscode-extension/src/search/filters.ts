// The filters of the search, each chosen in a list of its own.
import * as vscode from 'vscode'
import { KINDS, type Filters } from './query'

export interface FilterButton extends vscode.QuickInputButton {
  filter: keyof Filters
}

const button = (filter: keyof Filters, icon: string, tooltip: string): FilterButton => ({ filter, iconPath: new vscode.ThemeIcon(icon), tooltip })

export const BUTTONS: readonly FilterButton[] = [
  button('kind', 'symbol-class', 'Filter by Kind'),
  button('language', 'code', 'Filter by Language'),
  button('paths', 'folder', 'Filter by Path'),
  button('tests', 'beaker', 'With or Without Tests'),
]

const LANGUAGES = ['python', 'typescript', 'javascript', 'java', 'go', 'rust', 'c', 'cpp', 'markdown']
const ANY = 'any'

/** The filters as they are after the user has chosen, or as they were. */
export async function chooseFilter({ filter }: FilterButton, filters: Filters): Promise<Filters> {
  switch (filter) {
    case 'kind': {
      const picked = KINDS.map((label) => ({ label, picked: filters.kind.includes(label) }))
      const chosen = await vscode.window.showQuickPick(picked, { canPickMany: true, title: 'Kinds; none: all of them' })
      return chosen === undefined ? filters : { ...filters, kind: chosen.map((each) => each.label) }
    }
    case 'language': {
      const chosen = await vscode.window.showQuickPick([ANY, ...LANGUAGES], { title: 'Language' })
      return chosen === undefined ? filters : { ...filters, language: chosen === ANY ? '' : chosen }
    }
    case 'paths': {
      const value = filters.paths.join(' ')
      const typed = await vscode.window.showInputBox({ value, title: 'Paths', prompt: 'Folders or patterns from the root, such as src or **/*_test.go; empty: all' })
      return typed === undefined ? filters : { ...filters, paths: typed.split(/\s+/).filter((each) => each !== '') }
    }
    case 'tests': {
      const all = [
        { label: 'Tests further down', tests: 'auto' },
        { label: 'Tests alone', tests: 'only' },
        { label: 'No tests', tests: 'never' },
      ]
      const chosen = await vscode.window.showQuickPick(all, { title: 'Tests' })
      return chosen === undefined ? filters : { ...filters, tests: chosen.tests }
    }
  }
}
