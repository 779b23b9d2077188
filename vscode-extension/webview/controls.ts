// The bar above the graph: direction, depth, what is possible, search, and what is done with all.
//
// Belongs here: these controls and what they are set to. Stays out: what follows from it (`page`).
import type { Direction } from '../src/graph/messages'
import { button, element } from './element'

/** What a graph is asked with. */
export interface Controls {
  direction: Direction
  depth: number
  most: number
  possible: boolean
}

export const USUAL: Controls = { direction: 'both', depth: 2, most: 200, possible: false }
export const DEEPEST = 20
export const MOST_OF_ALL = 2000

const DIRECTIONS: [Direction, string][] = [
  ['both', 'Callers and callees'],
  ['callers', 'Callers'],
  ['callees', 'Callees'],
]

export interface Chosen {
  changed(controls: Controls): void
  searched(text: string): void
  /** Enter in the search: to the next one that was found, or back with Shift. */
  next(back: boolean): void
  left(): void
  fit(): void
  zoomed(factor: number): void
  again(): void
  exported(kind: 'svg' | 'png' | 'mmd'): void
}

export interface Bar {
  element: HTMLElement
  set(controls: Controls): void
  /** Ways between two symbols have no direction and no depth. */
  ofWays(ways: boolean): void
  say(found: string): void
  search(): void
}

export function bar(chosen: Chosen): Bar {
  const direction = element('select', {}, ...DIRECTIONS.map(([value, label]) => element('option', { value }, label)))
  const depth = element('input', { type: 'number', min: '1', max: String(DEEPEST), step: '1' })
  const possible = element('input', { type: 'checkbox' })
  const search = element('input', { type: 'search', placeholder: 'Search in the graph (/)', 'aria-label': 'Search in the graph' })
  const found = element('output', { class: 'count' })
  let now = USUAL
  const change = (changed: Partial<Controls>) => {
    now = { ...now, ...changed }
    chosen.changed(now)
  }
  direction.addEventListener('change', () => change({ direction: direction.value as Direction }))
  depth.addEventListener('change', () => {
    const wanted = Math.min(DEEPEST, Math.max(1, Math.round(depth.valueAsNumber || now.depth)))
    depth.value = String(wanted)
    if (wanted !== now.depth) {
      change({ depth: wanted })
    }
  })
  possible.addEventListener('change', () => change({ possible: possible.checked }))
  search.addEventListener('input', () => chosen.searched(search.value))
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      chosen.next(event.shiftKey)
    } else if (event.key === 'Escape') {
      search.value = ''
      chosen.searched('')
      chosen.left()
    } else {
      return
    }
    event.preventDefault()
  })
  const asked = element(
    'span',
    { class: 'group' },
    element('label', {}, 'Direction ', direction),
    element('label', {}, 'Depth ', depth),
  )
  const made = element(
    'div',
    { role: 'toolbar', class: 'bar', 'aria-label': 'Call graph' },
    asked,
    element('label', { title: 'Also calls of which only the name is known to fit' }, possible, ' Possible calls'),
    element('span', { class: 'group' }, search, found),
    element(
      'span',
      { class: 'group' },
      button('−', () => chosen.zoomed(1 / 1.3), { 'aria-label': 'Zoom out', title: 'Zoom out' }),
      button('+', () => chosen.zoomed(1.3), { 'aria-label': 'Zoom in', title: 'Zoom in' }),
      button('Fit', () => chosen.fit(), { title: 'Show all of it (0)' }),
      button('Refresh', () => chosen.again(), { title: 'Ask again' }),
    ),
    element(
      'span',
      { class: 'group', role: 'group', 'aria-label': 'Save as' },
      button('SVG', () => chosen.exported('svg'), { title: 'Save what is shown as SVG' }),
      button('PNG', () => chosen.exported('png'), { title: 'Save what is shown as PNG' }),
      button('Mermaid', () => chosen.exported('mmd'), { title: 'Save what is shown as a Mermaid flowchart' }),
    ),
  )
  return {
    element: made,
    set(controls) {
      now = controls
      direction.value = controls.direction
      depth.value = String(controls.depth)
      possible.checked = controls.possible
    },
    ofWays(ways) {
      asked.hidden = ways
    },
    say: (text) => void (found.textContent = text),
    search() {
      search.focus()
      search.select()
    },
  }
}
