// What shapes, lines and keys mean.
//
// Belongs here: the legend that can be unfolded. Stays out: the look itself (`look`).
import { element, lineSample } from './element'
import { ARROWS, LINES } from './look'

const KEYS: [string, string][] = [
  ['→ ←', 'along calls: to what is called, to who calls'],
  ['↑ ↓', 'within the column'],
  ['Enter', 'open the code; a double click does as well'],
  ['+ −', 'unfold what is behind a symbol, fold it away; a click does either'],
  ['C', 'make the symbol the centre'],
  ['/', 'search in the graph'],
  ['0', 'show all of it'],
  ['Home', 'go to the centre'],
  ['L', 'go to the list'],
]

const SHAPES: [string, string][] = [
  ['round', 'a function or method'],
  ['square', 'a class or another type'],
  ['cut', 'the top level of a file'],
  ['dashed', 'in a test'],
  ['thick', 'what the graph is around'],
  ['double', 'found by the search'],
]

export function legend(): HTMLDetailsElement {
  const lines = LINES.map(({ dash, says }) => row(lineSample(dash, false, 'none'), says))
  const arrows = ARROWS.map(({ hollow, shape, says }) => row(lineSample([], hollow, shape), says))
  arrows.push(row(lineSample([], false, 'none'), 'without a head: is defined in it'))
  const shapes = SHAPES.map(([name, says]) => row(element('span', { class: `shape ${name}`, 'aria-hidden': 'true' }), says))
  const marks = [
    row(element('span', { class: 'mark' }, '…'), 'may have more: its own calls were not asked for yet'),
    row(element('span', { class: 'mark' }, '+3'), 'three symbols behind it are folded away'),
  ]
  const keys = KEYS.map(([key, says]) => row(element('kbd', {}, key), says))
  return element(
    'details',
    { class: 'legend' },
    element('summary', {}, 'Legend and keys'),
    element('ul', {}, ...lines, ...arrows),
    element('ul', {}, ...shapes, ...marks),
    element('ul', {}, ...keys),
  )
}

function row(sign: Element, says: string): HTMLLIElement {
  return element('li', {}, sign, says)
}
