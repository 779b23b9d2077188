// The shown graph as text for other programs: SVG from what is drawn, and Mermaid.
//
// Belongs here: pure functions to text. Names come from a repository that may be hostile, so each
// format's own escapes are applied to whatever is not a number. Stays out: saving (`host`), and PNG,
// which the picture makes itself.
import { tierOf, visible, type Graph } from './call_graph'
import type { Point, Size } from './columns'
import { placeOf, qualified } from './words'

export interface DrawnNode extends Point, Size {
  label: string
  title: string
  fill: string
  border: string
  borderWidth: number
  dashed: boolean
  round: number
}

export interface DrawnCall {
  from: Point
  to: Point
  /** Where a bent line is drawn to. */
  through?: Point | undefined
  title: string
  colour: string
  dash: readonly number[]
  head: 'filled' | 'hollow' | 'none'
}

export interface Drawn {
  nodes: DrawnNode[]
  calls: DrawnCall[]
  background: string
  foreground: string
  font: string
  title: string
  /** What the kinds of lines mean. */
  legend: { label: string; dash: readonly number[] }[]
}

const MARGIN = 24
const ARROW = 9

export function svg(drawn: Drawn): string {
  const left = Math.min(0, ...drawn.nodes.map((each) => each.x - each.width / 2)) - MARGIN
  const top = Math.min(0, ...drawn.nodes.map((each) => each.y - each.height / 2)) - MARGIN
  const right = Math.max(0, ...drawn.nodes.map((each) => each.x + each.width / 2)) + MARGIN
  const bottom = Math.max(0, ...drawn.nodes.map((each) => each.y + each.height / 2)) + MARGIN
  const width = Math.max(right - left, 480)
  const height = bottom - top + 24
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${list(left, top, width, height)}" width="${number(width)}" height="${number(height)}" font-family="${attribute(drawn.font)}" font-size="12">`,
    `<title>${text(drawn.title)}</title>`,
    `<rect x="${number(left)}" y="${number(top)}" width="${number(width)}" height="${number(height)}" fill="${attribute(drawn.background)}"/>`,
    ...drawn.calls.map(line),
    ...drawn.nodes.map((each) => box(each, drawn.foreground)),
  ]
  drawn.legend.forEach(({ label, dash }, at) => {
    const x = left + MARGIN + at * 140
    const y = bottom + 4
    lines.push(
      `<path d="M${list(x, y)}h32" stroke="${attribute(drawn.foreground)}"${dashes(dash)}/>`,
      `<text x="${number(x + 40)}" y="${number(y + 4)}" fill="${attribute(drawn.foreground)}">${text(label)}</text>`,
    )
  })
  return `${lines.join('\n')}\n</svg>\n`
}

function line(call: DrawnCall): string {
  const { from, to, through } = call
  const bend = through === undefined ? `L${list(to.x, to.y)}` : `Q${list(through.x, through.y, to.x, to.y)}`
  const before = through ?? from
  const angle = Math.atan2(to.y - before.y, to.x - before.x)
  const corner = (turn: number) =>
    list(to.x - ARROW * Math.cos(angle + turn), to.y - ARROW * Math.sin(angle + turn))
  const colour = attribute(call.colour)
  const fill = call.head === 'filled' ? ` fill="${colour}"` : ''
  const head = call.head === 'none' ? '' : `<path d="M${corner(0.4)}L${list(to.x, to.y)}L${corner(-0.4)}Z"${fill}/>`
  return (
    `<g fill="none" stroke="${colour}"><title>${text(call.title)}</title>` +
    `<path d="M${list(from.x, from.y)}${bend}"${dashes(call.dash)}/>${head}</g>`
  )
}

function box(node: DrawnNode, foreground: string): string {
  const at = `x="${number(node.x - node.width / 2)}" y="${number(node.y - node.height / 2)}" width="${number(node.width)}" height="${number(node.height)}"`
  return (
    `<g><title>${text(node.title)}</title><rect ${at} rx="${node.round}" fill="${attribute(node.fill)}" stroke="${attribute(node.border)}" stroke-width="${node.borderWidth}"${dashes(node.dashed ? [4, 3] : [])}/>` +
    `<text x="${number(node.x)}" y="${number(node.y)}" text-anchor="middle" dominant-baseline="central" fill="${attribute(foreground)}">${text(node.label)}</text></g>`
  )
}

function dashes(dash: readonly number[]): string {
  return dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`
}

function list(...numbers: number[]): string {
  return numbers.map(number).join(' ')
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** What XML cannot hold at all, and what would turn text around, becomes a replacement character. */
function printable(value: string): string {
  return value.replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd')
}

function text(value: string): string {
  return printable(value).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

function attribute(value: string): string {
  return text(value).replace(/"/g, '&quot;')
}

/** What is shown as a Mermaid flowchart, drawn as `codegraph graph --format mermaid` draws it. */
export function mermaid(graph: Graph): string {
  const shown = visible(graph)
  const numbers = new Map([...shown].map((key, at) => [key, at]))
  const lines = ['flowchart LR']
  for (const [key, at] of numbers) {
    const node = graph.nodes.get(key)
    if (node !== undefined) {
      const [open, close] = graph.centres.includes(key) ? ['[[', ']]'] : ['[', ']']
      lines.push(`  n${at}${open}"${mermaidText(qualified(node))}<br/>${mermaidText(placeOf(node))}"${close}`)
    }
  }
  for (const call of graph.calls.values()) {
    const source = numbers.get(call.source)
    const target = numbers.get(call.target)
    if (source !== undefined && target !== undefined) {
      const arrow = tierOf(call) === 'certain' ? '-->' : '-.->'
      const uses = [...new Set(call.uses.map((each) => each.use))].join(', ')
      lines.push(`  n${source} ${arrow}|${mermaidText(uses)}| n${target}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** Mermaid's entities are written with `#`, and few other characters are safe in a label. */
function mermaidText(value: string): string {
  return printable(value).replace(/[^\p{L}\p{N} ._\-/:]/gu, (each) => `#${each.codePointAt(0) ?? 0};`)
}
