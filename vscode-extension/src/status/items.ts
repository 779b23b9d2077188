// The item in the status bar and the one of the languages: how far the index is, and whether all is
// well.
//
// Belongs here: showing that. Stays out: its words (`wording`).
import * as vscode from 'vscode'
import { COMMANDS } from '../ids'
import type { Session } from '../start/session'
import { barWords, statusLines } from './wording'

export function showState(session: Session): vscode.Disposable[] {
  const bar = vscode.window.createStatusBarItem('codegraph.status', vscode.StatusBarAlignment.Left, 10)
  bar.name = 'CodeGraph'
  const language = vscode.languages.createLanguageStatusItem('codegraph.index', { scheme: 'file' })
  language.name = 'CodeGraph'
  const update = () => {
    const { state, status, problem } = session
    const words = barWords(state, status)
    bar.text = `$(${words.icon}) ${words.text}`
    bar.command = COMMANDS.status
    bar.backgroundColor = words.alarm === 'none' ? undefined : new vscode.ThemeColor(`statusBarItem.${words.alarm}Background`)
    bar.tooltip = [words.detail, problem, ...(status === undefined ? [] : statusLines(status))].filter((each) => each).join('\n')
    bar.accessibilityInformation = { label: `CodeGraph: ${words.detail}` }
    language.text = words.detail
    language.busy = words.busy
    const { Error, Information, Warning } = vscode.LanguageStatusSeverity
    language.severity = { none: Information, warning: Warning, error: Error }[words.alarm]
    language.command = { command: COMMANDS.status, title: 'Index Status' }
  }
  update()
  bar.show()
  return [bar, language, session.onState(update), session.onStatus(update)]
}
