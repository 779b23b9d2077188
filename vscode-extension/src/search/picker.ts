// `CodeGraph: Search by Meaning`: a list that fills while one types, with what it stands on shown beside
// it.
//
// Belongs here: the list. Stays out: what a query means (`query`), choosing filters (`filters`).
import * as vscode from 'vscode'
import { ProgressType } from 'vscode-languageclient/node'
import { isCancelled } from '../commands/command'
import { roots } from '../editor/places'
import { Preview } from '../editor/preview'
import type { Answer, Found } from '../protocol'
import { because, iconOf, placeName } from '../rows'
import type { Session } from '../start/session'
import { BUTTONS, chooseFilter, type FilterButton } from './filters'
import { filterWords, NO_FILTERS, searchParams, type Filters } from './query'
import { inOwnOrder } from './own_order'
import { SteadyList } from './steady_list'

const MOST = 50
const PAUSE = 150
const HINT = 'Words, a name, "a phrase" or /a pattern/; kind:class lang:python path:src narrow it'

type SearchAnswer = Answer<Found>

interface Item extends vscode.QuickPickItem {
  found?: Found
}

const PARTS = new ProgressType<SearchAnswer>()
const BESIDE: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('split-horizontal'), tooltip: 'Open to the Side' }

/** What was asked for last, so that one can go on looking. */
let last = { typed: '', filters: NO_FILTERS }

export class SearchPicker {
  private readonly pick = inOwnOrder(vscode.window.createQuickPick<Item>())
  private readonly list = new SteadyList<Item>(this.pick, keyOf)
  private readonly preview = new Preview()
  private filters: Filters = last.filters
  private timer: NodeJS.Timeout | undefined
  private waiting: vscode.CancellationTokenSource | undefined
  private asked = 0
  private choosing = false

  constructor(private readonly session: Session) {}

  show(): Promise<void> {
    const { pick } = this
    pick.placeholder = HINT
    pick.buttons = BUTTONS
    pick.value = vscode.window.activeTextEditor?.selection.isEmpty === false ? selectedText() : last.typed
    this.showFilters()
    return new Promise((resolve) => {
      pick.onDidChangeValue(() => this.soon())
      pick.onDidChangeActive(([active]) => this.preview.show(this.list.active(active)?.found?.location))
      pick.onDidTriggerButton((button) => void this.filter(button as FilterButton))
      pick.onDidTriggerItemButton(({ item }) => this.go(item, vscode.ViewColumn.Beside))
      pick.onDidAccept(() => this.go(pick.selectedItems[0]))
      pick.onDidHide(() => {
        if (!this.choosing) {
          this.end()
          resolve()
        }
      })
      pick.show()
      void this.ask()
    })
  }

  private end(): void {
    last = { typed: this.pick.value, filters: this.filters }
    clearTimeout(this.timer)
    this.list.end()
    this.waiting?.cancel()
    void this.preview.end()
    this.pick.dispose()
  }

  private go(told: Item | undefined, column?: vscode.ViewColumn): void {
    const item = this.list.meant(told)
    if (item?.found !== undefined) {
      void this.preview.keep(item.found.location, column === undefined ? {} : { viewColumn: column })
      this.pick.hide()
    }
  }

  private async filter(button: FilterButton): Promise<void> {
    this.choosing = true
    this.pick.hide()
    this.filters = await chooseFilter(button, this.filters)
    this.choosing = false
    this.showFilters()
    this.list.typed()
    this.pick.show()
    await this.ask()
  }

  private showFilters(): void {
    const words = filterWords(this.filters)
    this.pick.title = `Search by Meaning${words === '' ? '' : ` (${words})`}`
  }

  private soon(): void {
    this.list.typed()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.ask(), PAUSE)
  }

  private async ask(): Promise<void> {
    this.waiting?.cancel()
    this.asked += 1
    const number = this.asked
    const params = searchParams(this.pick.value, this.filters, MOST)
    if (params === undefined) {
      this.list.show([], number)
      this.pick.busy = false
      return
    }
    const waiting = new vscode.CancellationTokenSource()
    this.waiting = waiting
    this.pick.busy = true
    const token = `codegraph/search ${number}`
    const parts = this.session.languageClient?.onProgress(PARTS, token, (answer) => this.fill(number, answer))
    try {
      const answer = await this.session.sendRequest<SearchAnswer>('codegraph/search', { ...params, partialResultToken: token }, waiting.token)
      this.fill(number, answer, true)
    } catch (error) {
      if (!isCancelled(error) && number === this.asked) {
        this.list.show([{ label: `$(error) ${error instanceof Error ? error.message : String(error)}`, alwaysShow: true }], number)
      }
    } finally {
      parts?.dispose()
      if (number === this.asked) {
        this.pick.busy = false
      }
    }
  }

  /** Shows an answer, unless a newer question was asked. */
  private fill(number: number, answer: SearchAnswer, isLast = false): void {
    if (number !== this.asked || (answer.results.length === 0 && !isLast)) {
      return
    }
    const said = answer.results.length === 0 ? `Nothing found${because(answer)}` : answer.reason
    const note = said === undefined ? [] : [{ label: `$(info) ${said}`, alwaysShow: true }]
    this.list.show([...answer.results.map(itemOf), ...note], number)
  }
}

function keyOf({ label, found }: Item): string {
  return found === undefined ? label : `${found.name} ${found.location.uri} ${found.location.range.start.line}`
}

/** A result is shown whatever was typed: it was found by what it means, not by these letters. */
function itemOf(found: Found): Item {
  const line = found.lines?.[0]?.text.trim()
  return {
    label: `$(${found.test === true ? 'beaker' : iconOf(found.kind)}) ${found.name}`,
    description: [found.containerName, placeName(found.location, roots())].filter((each) => each !== undefined && each !== '').join(' · '),
    detail: [found.why, line].filter((each) => each !== undefined && each !== '').join(' — '),
    alwaysShow: true,
    buttons: [BESIDE],
    found,
  }
}

function selectedText(): string {
  const editor = vscode.window.activeTextEditor
  const text = editor === undefined ? '' : editor.document.getText(editor.selection)
  return text.includes('\n') ? last.typed : text
}
