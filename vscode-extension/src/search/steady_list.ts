// The rows of a quick pick, which come in parts while somebody moves through them: what the user moved
// to or accepted stays what it was.
//
// VS Code begins at the top again whenever rows are set, and tells of a row by its number. Until new
// rows are on the screen, what is pressed means rows that are gone here; a number then leads to another
// row, and the new rows take the move back. That they are on the screen is heard from VS Code itself,
// for it tells which of them is active.
//
// Belongs here: which rows are shown, and which one the user stands on. Stays out: what is in a row
// (`picker`, `symbols`), and `vscode`.

export interface Words {
  label: string
  description?: string
  detail?: string
}

export interface Pick<Row> {
  items: readonly Row[]
  activeItems: readonly Row[]
  keepScrollPosition?: boolean
}

/** Milliseconds until rows count as shown of which nothing was heard: a list that is hidden tells nothing. */
const UNHEARD = 1000

export class SteadyList<Row extends Words> {
  /** What is on the screen, while it is not known that the rows that were set last are. */
  private before: readonly Row[] | undefined
  /** Where those will be begun at, and what was heard since they were set: numbers of active rows. */
  private begin = 0
  private heard: number[] = []
  /** The newest answer, which comes on the screen after the one that is on its way. */
  private next: { rows: readonly Row[]; question: number } | undefined
  private question: number | undefined
  /** The row that the user stands on, and whether somebody went there since something was typed. */
  private at = 0
  private moved = false
  /** The row to which the user is brought back, until that is heard to be so. */
  private back: number | undefined
  private timer: NodeJS.Timeout | undefined

  /** Rows of two answers with the same key are one row, whatever each answer says of it. */
  constructor(
    private readonly pick: Pick<Row>,
    private readonly keyOf: (row: Row) => string,
  ) {}

  /** What is typed asks for something else, whose answer is looked at from its top. */
  typed(): void {
    this.moved = false
    this.next = undefined
  }

  /** Shows what is known of the answer to a question. Whoever has moved through an answer keeps what was
   * seen of it: the rest comes behind. */
  show(rows: readonly Row[], question: number): void {
    if (this.before !== undefined) {
      this.next = { rows, question }
      return
    }
    const shown = this.pick.items
    const stood = this.moved ? shown[this.at] : undefined
    const seen = stood !== undefined && question === this.question ? shown.slice(0, this.at + 1) : []
    const keys = new Set(seen.map(this.keyOf))
    const all = [...seen, ...rows.filter((row) => !keys.has(this.keyOf(row)))]
    this.question = question
    if (all.length === shown.length && all.every((row, index) => sameWords(row, shown[index]))) {
      return
    }
    this.set(all, stood === undefined ? 0 : Math.max(0, this.find(all, stood)))
  }

  end(): void {
    clearTimeout(this.timer)
  }

  /** VS Code says that this row is active; gives the one that the user stands on, if that tells it. */
  active(row: Row | undefined): Row | undefined {
    const number = row === undefined ? -1 : this.pick.items.indexOf(row)
    if (this.before !== undefined) {
      return this.activeMeanwhile(number)
    }
    if (this.back !== undefined && number !== this.back) {
      return undefined
    }
    this.back = undefined
    this.at = Math.max(0, number)
    this.moved ||= number > 0
    return row
  }

  /** The row that the user has chosen, where VS Code says that it is this one. */
  meant(row: Row | undefined): Row | undefined {
    const number = row === undefined ? -1 : this.pick.items.indexOf(row)
    if (number >= 0 && this.before !== undefined) {
      return this.before[number] ?? row
    }
    return number === this.begin && this.back !== undefined ? this.pick.items[this.back] : row
  }

  private set(rows: readonly Row[], begin: number): void {
    this.before = rows.length === 0 ? undefined : this.pick.items
    this.begin = begin
    this.at = begin
    this.heard = []
    this.back = undefined
    this.pick.keepScrollPosition = begin > 0
    this.pick.items = rows
    if (begin > 0) {
      this.pick.activeItems = rows.slice(begin, begin + 1)
    }
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.onScreen(), UNHEARD)
  }

  /** A number of which it must be found out whether it means a row from before. New rows are active at
   * their top first, and then where they were asked to begin. */
  private activeMeanwhile(number: number): Row | undefined {
    const last = this.heard.at(-1)
    if (number === this.begin && (number === 0 || last === undefined || last === 0)) {
      if (number !== 0 && last === 0) {
        this.heard.pop()
      }
      this.onScreen()
      return this.pick.items[this.at]
    }
    this.heard.push(number)
    return number === 0 ? undefined : this.before?.[number]
  }

  /** The new rows are there. A move that came before them is made again. */
  private onScreen(): void {
    clearTimeout(this.timer)
    const moved = this.before?.[this.heard.at(-1) ?? -1]
    this.before = undefined
    const to = moved === undefined ? -1 : this.find(this.pick.items, moved)
    if (to >= 0) {
      this.moved = true
      this.at = to
      if (to !== this.begin) {
        this.back = to
        this.pick.activeItems = this.pick.items.slice(to, to + 1)
        this.timer = setTimeout(() => (this.back = undefined), UNHEARD)
      }
    }
    const { next } = this
    if (next !== undefined) {
      this.next = undefined
      this.show(next.rows, next.question)
    }
  }

  private find(rows: readonly Row[], wanted: Row): number {
    const key = this.keyOf(wanted)
    return rows.findIndex((each) => this.keyOf(each) === key)
  }
}

function sameWords(one: Words, other: Words | undefined): boolean {
  return one.label === other?.label && one.description === other.description && one.detail === other.detail
}
