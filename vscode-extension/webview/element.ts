// Elements of the page. Belongs here: making them, without a line of HTML as text, so that no name of
// a repository is ever read as such. Stays out: which ones there are.

type Attributes = Record<string, string | boolean | undefined>

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) {
      made.setAttribute(name, '')
    } else if (value !== false && value !== undefined) {
      made.setAttribute(name, value)
    }
  }
  made.append(...children)
  return made
}

export function button(label: string, run: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label)
  made.addEventListener('click', run)
  return made
}

/** A line as it is drawn in the picture, for the legend. */
export function lineSample(dash: readonly number[], hollow: boolean, shape: 'triangle' | 'vee' | 'diamond' | 'none'): SVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const made = document.createElementNS(space, 'svg')
  made.setAttribute('class', 'sample')
  made.setAttribute('viewBox', '0 0 44 12')
  made.setAttribute('aria-hidden', 'true')
  const add = (d: string, filled: boolean, pattern: readonly number[]) => {
    const path = document.createElementNS(space, 'path')
    path.setAttribute('d', d)
    path.setAttribute('class', filled ? 'filled' : 'empty')
    if (pattern.length > 0) {
      path.setAttribute('stroke-dasharray', pattern.join(' '))
    }
    made.append(path)
  }
  add(shape === 'none' ? 'M0 6H44' : 'M0 6H34', false, dash)
  const heads = { triangle: 'M34 2L43 6L34 10Z', vee: 'M34 2L43 6L34 10L37 6Z', diamond: 'M33 6L38 2L43 6L38 10Z', none: '' }
  if (shape !== 'none') {
    add(heads[shape], !hollow, [])
  }
  return made
}
