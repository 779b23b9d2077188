// How the graph looks: the theme's colours, and the styles of symbols and calls.
//
// Belongs here: colours, shapes and line styles, for the picture, the legend and what is exported.
// Whatever a colour says is said by a shape, a line or a word as well. Stays out: drawing.
import type { StylesheetJson } from 'cytoscape'

export interface Colours {
  background: string
  foreground: string
  quiet: string
  node: string
  border: string
  line: string
  focus: string
  centre: string
  found: string
}

const NAMES: Record<keyof Colours, string> = {
  background: '--graph-background',
  foreground: '--graph-foreground',
  quiet: '--graph-quiet',
  node: '--graph-node',
  border: '--graph-node-border',
  line: '--graph-line',
  focus: '--graph-focus',
  centre: '--graph-centre',
  found: '--graph-found',
}

export interface Look {
  colours: Colours
  font: string
  highContrast: boolean
}

/** The look of the page as it is now; `page.css` says where its colours come from. */
export function lookOf(page: HTMLElement): Look {
  const probe = page.appendChild(document.createElement('span'))
  probe.hidden = true
  const colours = Object.fromEntries(
    Object.entries(NAMES).map(([name, variable]) => {
      // The browser turns whatever a theme may say into one form.
      probe.style.color = `var(${variable})`
      return [name, getComputedStyle(probe).color]
    }),
  ) as unknown as Colours
  probe.remove()
  return {
    colours,
    font: getComputedStyle(page).fontFamily,
    highContrast: page.classList.contains('vscode-high-contrast') || matchMedia('(forced-colors: active)').matches,
  }
}

/** How sure a call is, as a line. */
export const LINES: { tier: string; dash: readonly number[]; says: string }[] = [
  { tier: 'certain', dash: [], says: 'certain: the code says it' },
  { tier: 'inferred', dash: [8, 4], says: 'inferred: it follows from a type' },
  { tier: 'possible', dash: [2, 4], says: 'possible: the name fits, no more is known' },
]

export function dashOf(tier: string): readonly number[] {
  return LINES.find((each) => each.tier === tier)?.dash ?? [2, 4]
}

/** How a use is made, as an arrowhead. */
export const ARROWS: { use: string; shape: 'triangle' | 'vee' | 'diamond'; hollow: boolean; says: string }[] = [
  { use: 'calls', shape: 'triangle', hollow: false, says: 'calls' },
  { use: 'takes', shape: 'vee', hollow: false, says: 'takes it from an instance, without calling it there' },
  { use: 'makes', shape: 'diamond', hollow: false, says: 'a class makes its instances by that constructor' },
  { use: 'may run', shape: 'triangle', hollow: true, says: 'may run what overrides it' },
]

export const FONT_SIZE = 12
export const NODE_HEIGHT = 26
const BEND = 40

export function styleOf({ colours, font, highContrast }: Look): StylesheetJson {
  const wide = highContrast ? 2 : 1
  return [
    {
      selector: 'node',
      style: {
        label: 'data(label)',
        width: 'data(width)',
        height: NODE_HEIGHT,
        shape: 'round-rectangle',
        'background-color': colours.node,
        'border-color': colours.border,
        'border-width': wide,
        color: colours.foreground,
        'font-family': font,
        'font-size': FONT_SIZE,
        'text-valign': 'center',
        'min-zoomed-font-size': 5,
      },
    },
    { selector: 'node.type', style: { shape: 'rectangle' } },
    { selector: 'node.file', style: { shape: 'cut-rectangle' } },
    { selector: 'node.test', style: { 'border-style': 'dashed' } },
    { selector: 'node.centre', style: { 'border-width': 3, 'border-color': colours.centre } },
    { selector: 'node.found', style: { 'border-width': 3, 'border-style': 'double', 'border-color': colours.found } },
    {
      selector: 'node.selected',
      style: { 'outline-width': 2, 'outline-offset': 3, 'outline-color': colours.focus, 'z-index': 2 },
    },
    {
      selector: 'edge',
      style: {
        width: wide,
        'curve-style': 'bezier',
        'line-color': colours.line,
        'target-arrow-color': colours.line,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.9,
      },
    },
    // Calls leave and arrive where the next column is; those inside of a column go around what
    // stands between.
    { selector: 'edge.forth', style: { 'source-endpoint': '50% 0', 'target-endpoint': '-50% 0' } },
    { selector: 'edge.back', style: { 'source-endpoint': '-50% 0', 'target-endpoint': '50% 0' } },
    ...(['up', 'down'] as const).map((way) => ({
      selector: `edge.${way}`,
      style: {
        'curve-style': 'unbundled-bezier' as const,
        'source-endpoint': '50% 0',
        'target-endpoint': '50% 0',
        'control-point-distances': [way === 'up' ? BEND : -BEND],
        'control-point-weights': [0.5],
      },
    })),
    ...LINES.filter(({ dash }) => dash.length > 0).map(({ tier, dash }) => ({
      selector: `edge.${tier}`,
      style: { 'line-style': 'dashed' as const, 'line-dash-pattern': [...dash] },
    })),
    ...ARROWS.map(({ use, shape, hollow }) => ({
      selector: `edge.${classOfUse(use)}`,
      style: {
        'target-arrow-shape': shape,
        'target-arrow-fill': hollow ? ('hollow' as const) : ('filled' as const),
      },
    })),
    { selector: 'edge.holds', style: { 'target-arrow-shape': 'none', 'line-opacity': 0.6 } },
    { selector: 'edge.joined', style: { width: wide + 1, 'line-color': colours.focus, 'target-arrow-color': colours.focus, 'z-index': 1 } },
    { selector: '.dim', style: { opacity: highContrast ? 0.5 : 0.3 } },
  ]
}

export function classOfUse(use: string): string {
  return `use-${use.replace(/\W/g, '-')}`
}
