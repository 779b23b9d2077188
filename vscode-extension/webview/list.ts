// The graph as text: its symbols as a list, and the calls of the one that is selected.
//
// Belongs here: that list, which a screen reader reads and which the keyboard alone can use. Stays
// out: the picture, with which it shares what is selected (`page`).
import type { Call, Graph } from './call_graph'
import { neighbours, visible } from './call_graph'
import { button, element } from './element'
import { callDescription, counted, description, qualified } from './words'

export interface Listed {
  selected(key: string): void
  opened(key: string): void
  openedCall(call: Call): void
  /** + or − on a row. */
  unfolded(key: string): void
  folded(key: string): void
}

export interface List {
  element: HTMLElement
  show(graph: Graph, found: readonly string[] | undefined): void
  select(key: string | undefined): void
  focus(): void
}

export function list(listed: Listed): List {
  const heading = element('h2', { id: 'symbols' })
  const rows = element('ul', { class: 'rows', role: 'list', 'aria-labelledby': 'symbols' })
  const about = element('section', { class: 'about', 'aria-label': 'Calls of the selected symbol' })
  const made = element('aside', { class: 'list', 'aria-label': 'The graph as a list' }, heading, rows, about)
  let graph: Graph | undefined
  let selected: string | undefined
  const buttons = new Map<string, HTMLButtonElement>()

  const focusOn = (key: string | undefined) => {
    for (const [each, row] of buttons) {
      row.tabIndex = each === key ? 0 : -1
      row.setAttribute('aria-current', String(each === selected))
    }
  }
  const inTabOrder = () => (selected !== undefined && buttons.has(selected) ? selected : [...buttons.keys()][0])

  rows.addEventListener('keydown', (event) => {
    const keys = [...buttons.keys()]
    const key = (event.target as HTMLElement).dataset['key']
    const at = keys.indexOf(key ?? '')
    if (key === undefined || at < 0 || event.ctrlKey || event.metaKey || event.altKey) {
      return
    }
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: keys.length - 1 }[event.key]
    if (target !== undefined) {
      const next = keys[Math.min(keys.length - 1, Math.max(0, target))] ?? key
      buttons.get(next)?.focus()
      listed.selected(next)
    } else if (event.key === '+' || event.key === '=' || event.key === 'ArrowRight') {
      listed.unfolded(key)
    } else if (event.key === '-' || event.key === 'ArrowLeft') {
      listed.folded(key)
    } else {
      return
    }
    event.preventDefault()
    event.stopPropagation()
  })

  const showAbout = () => {
    about.replaceChildren()
    const node = graph?.nodes.get(selected ?? '')
    if (graph === undefined || node === undefined) {
      return
    }
    about.append(element('h3', {}, qualified(node)))
    const shown = visible(graph)
    const calls = [...graph.calls.values()].filter((each) => shown.has(each.source) && shown.has(each.target))
    for (const [title, own, other] of [
      ['Called by', 'target', 'source'],
      ['Calls', 'source', 'target'],
    ] as const) {
      const those = calls.filter((each) => each[own] === selected)
      if (those.length > 0) {
        about.append(element('h4', {}, `${title} ${those.length}`), element('ul', {}, ...those.map((call) => callRow(call, other))))
      }
    }
  }
  const callRow = (call: Call, end: 'source' | 'target') => {
    const other = graph?.nodes.get(call[end])
    const line = call.uses.find((each) => each.line !== undefined)?.line
    const row = element(
      'li',
      {},
      button(other === undefined ? '' : qualified(other), () => listed.selected(call[end])),
      element('small', {}, ` ${callDescription(call)} `),
    )
    if (line !== undefined) {
      row.append(button(`line ${line + 1}`, () => listed.openedCall(call), { class: 'link', title: 'Open the call' }))
    }
    return row
  }

  return {
    element: made,
    show(shownGraph, found) {
      graph = shownGraph
      const focused = (document.activeElement as HTMLElement | null)?.dataset['key']
      const shown = visible(graph)
      const around = neighbours(graph, shown)
      const keys = found ?? [...shown]
      buttons.clear()
      const made: HTMLLIElement[] = []
      for (const key of keys) {
        const node = graph.nodes.get(key)
        if (node !== undefined) {
          const row = button(qualified(node), () => listed.selected(key), { 'data-key': key })
          // The row below says what there is to know; it belongs to the button for screen readers.
          row.append(element('small', {}, description(graph, node, around.get(key))))
          row.addEventListener('dblclick', () => listed.opened(key))
          row.addEventListener('keydown', (event) => {
            if (event.key === 'Enter') {
              event.preventDefault()
              listed.opened(key)
            }
          })
          const expandable = graph.open.has(key) || graph.folded.has(key)
          row.setAttribute('aria-expanded', String(!expandable))
          buttons.set(key, row)
          made.push(element('li', {}, row))
        }
      }
      rows.replaceChildren(...made)
      heading.textContent = found === undefined ? counted(made.length, 'symbol') : `${made.length} of ${counted(shown.size, 'symbol')}`
      focusOn(inTabOrder())
      if (focused !== undefined) {
        buttons.get(focused)?.focus()
      }
      showAbout()
    },
    select(key) {
      selected = key
      focusOn(inTabOrder())
      buttons.get(key ?? '')?.scrollIntoView({ block: 'nearest' })
      showAbout()
    },
    focus: () => buttons.get(inTabOrder() ?? '')?.focus(),
  }
}
