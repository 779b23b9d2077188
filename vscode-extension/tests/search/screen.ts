// A quick pick and the window that draws it, as VS Code has them: two processes that send each other
// what they did. The window begins at the top whenever it draws new rows, and tells of rows by number.
import type { Pick, Words } from '../../src/search/steady_list'
import { SteadyList } from '../../src/search/steady_list'

export class Screen implements Pick<Words> {
  keepScrollPosition?: boolean
  list = new SteadyList<Words>(this, (row) => row.label)
  chosen: string | undefined
  /** Labels of the rows that the user stood on, as far as the extension knew. */
  readonly looked: string[] = []
  private rows: readonly Words[] = []
  private focus = -1
  private given: readonly Words[] = []
  private sent: { rows?: readonly Words[]; active?: number } | undefined
  private said: (() => void)[] = []

  // --- what the extension has

  get items(): readonly Words[] {
    return this.given
  }

  set items(rows: readonly Words[]) {
    this.given = [...rows]
    this.sent = { rows: this.given }
  }

  get activeItems(): readonly Words[] {
    return []
  }

  set activeItems(rows: readonly Words[]) {
    this.sent = { ...this.sent, active: this.given.indexOf(rows[0] as Words) }
  }

  show(question: number, ...labels: string[]): void {
    this.list.show(labels.map((label) => ({ label })), question)
  }

  /** Everything that the window has said until now comes to the extension. */
  hear(): void {
    this.said.splice(0).forEach((each) => each())
  }

  // --- what the user sees and does

  /** Everything that the extension has sent until now comes to the window. */
  draw(): void {
    const { rows, active } = this.sent ?? {}
    this.sent = undefined
    if (rows !== undefined) {
      this.rows = rows
      this.go(rows.length === 0 ? -1 : 0)
    }
    if (active !== undefined) {
      this.go(active)
    }
  }

  down(): void {
    this.go(this.focus + 1)
  }

  up(): void {
    this.go(this.focus - 1)
  }

  enter(): void {
    const number = this.focus
    this.said.push(() => {
      this.chosen = this.list.meant(this.given[number])?.label
    })
  }

  /** Until both know all that the other did. */
  settle(): void {
    while (this.sent !== undefined || this.said.length > 0) {
      this.draw()
      this.hear()
    }
  }

  /** The rows on the screen, with a mark at the one that the user stands on. */
  get seen(): string {
    return this.rows.map(({ label }, index) => (index === this.focus ? `>${label}` : label)).join(' ')
  }

  private go(number: number): void {
    this.focus = number
    this.said.push(() => {
      const row = this.list.active(this.given[number])
      if (row !== undefined) {
        this.looked.push(row.label)
      }
    })
  }
}
