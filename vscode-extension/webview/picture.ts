// The picture of the graph, drawn by Cytoscape.
//
// Belongs here: what is drawn, what is in sight, and what the pointer does to it. Stays out: where
// symbols stand (`columns`), how they look (`look`), what a click means (`page`), and keys.
import cytoscape, { type Core, type EdgeSingular, type ElementDefinition, type NodeSingular } from 'cytoscape'
import { callId, tierOf, visible, type Call, type Graph } from './call_graph'
import { arrange, type Point } from './columns'
import type { Drawn, DrawnCall } from './exports'
import type { View } from './kept'
import { classOfUse, dashOf, FONT_SIZE, LINES, lookOf, NODE_HEIGHT, styleOf, type Look } from './look'
import { callDescription, CLASS_KINDS, description, isFile, mark, qualified } from './words'
import type { Node } from '../src/protocol'

/** Below this the symbols cannot be read, and a graph that is larger begins at its centre. */
const SMALLEST = 0.35
const LARGEST = 1.2
const LONGEST_LABEL = 42

export interface Pointed {
  selected(key: string | undefined): void
  toggled(key: string): void
  opened(key: string): void
  openedCall(call: Call): void
  hovered(text: string | undefined): void
  moved(): void
}

export interface Picture {
  /** Draw the graph; `anchor` stays where it is, else the whole comes in sight. */
  show(graph: Graph, anchor?: string): void
  select(key: string | undefined, intoSight: boolean): void
  /** Point out what was found; undefined: nothing was searched. */
  found(keys: readonly string[] | undefined): void
  position(key: string): Point | undefined
  zoomBy(factor: number): void
  fit(): void
  view(): View
  setView(view: View): void
  /** Take the theme's colours anew. */
  restyle(): void
  png(): string
  drawn(title: string): Drawn
}

export function pictureIn(page: HTMLElement, container: HTMLElement, pointed: Pointed): Picture {
  keepCytoscapeFromStyling()
  let look = lookOf(page)
  let graph: Graph | undefined
  const cy = cytoscape({
    container,
    style: styleOf(look),
    layout: { name: 'null' },
    autoungrabify: true,
    boxSelectionEnabled: false,
    selectionType: 'single',
    autounselectify: true,
    minZoom: 0.05,
    maxZoom: 3,
    textureOnViewport: false,
  })
  listen(cy, pointed, () => graph)
  return {
    show(shown, anchor) {
      graph = shown
      const before = anchor === undefined ? undefined : pointOf(cy.getElementById(anchor))
      draw(cy, shown, look)
      cy.resize()
      const after = anchor === undefined ? undefined : pointOf(cy.getElementById(anchor))
      if (before !== undefined && after !== undefined) {
        cy.panBy({ x: before.x - after.x, y: before.y - after.y })
      } else {
        bringIntoSight(cy, shown)
      }
    },
    select(key, intoSight) {
      cy.elements('.selected, .joined').removeClass('selected joined')
      if (key !== undefined) {
        const node = cy.getElementById(key)
        node.addClass('selected').connectedEdges().addClass('joined')
        if (intoSight && node.nonempty()) {
          panTo(cy, node)
        }
      }
    },
    found(keys) {
      cy.batch(() => {
        cy.elements().removeClass('found dim')
        if (keys !== undefined) {
          const wanted = new Set(keys)
          const found = cy.nodes().filter((each) => wanted.has(each.id()))
          cy.elements().not(found).addClass('dim')
          found.addClass('found')
        }
      })
    },
    position(key) {
      const node = cy.getElementById(key)
      return node.empty() ? undefined : { ...node.position() }
    },
    zoomBy(factor) {
      cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } })
    },
    fit: () => void cy.fit(undefined, 24),
    view: () => ({ zoom: cy.zoom(), pan: { ...cy.pan() } }),
    setView: (view) => void cy.viewport(view),
    restyle() {
      look = lookOf(page)
      cy.style(styleOf(look))
    },
    png: () => cy.png({ full: true, scale: 2, bg: look.colours.background, maxWidth: 8000, maxHeight: 8000, output: 'base64' }),
    drawn: (title) => drawnBy(cy, look, title),
  }
}

/** Cytoscape puts a style element into the page unless it finds one, and a strict policy forbids
 * that; what it would say is in `page.css`. */
function keepCytoscapeFromStyling(): void {
  const id = '__________cytoscape_stylesheet'
  if (document.getElementById(id) === null) {
    const placeholder = document.createElement('template')
    placeholder.id = id
    document.head.append(placeholder)
  }
}

function listen(cy: Core, pointed: Pointed, graph: () => Graph | undefined): void {
  const callOf = (edge: EdgeSingular) => graph()?.calls.get(edge.id())
  cy.on('tap', (event) => {
    if (event.target === cy) {
      pointed.selected(undefined)
    }
  })
  cy.on('tap', 'node', (event) => pointed.selected((event.target as NodeSingular).id()))
  // Comes when no second click has made it a double one.
  cy.on('onetap', 'node', (event) => pointed.toggled((event.target as NodeSingular).id()))
  cy.on('dbltap', 'node', (event) => pointed.opened((event.target as NodeSingular).id()))
  cy.on('dbltap', 'edge', (event) => {
    const call = callOf(event.target as EdgeSingular)
    if (call !== undefined) {
      pointed.openedCall(call)
    }
  })
  cy.on('mouseover', 'node', (event) => {
    const known = graph()
    const node = known?.nodes.get((event.target as NodeSingular).id())
    pointed.hovered(known === undefined || node === undefined ? undefined : `${qualified(node)}: ${description(known, node, undefined)}`)
  })
  cy.on('mouseover', 'edge', (event) => {
    const call = callOf(event.target as EdgeSingular)
    const ends = [call?.source, call?.target].map((key) => graph()?.nodes.get(key ?? ''))
    const [source, target] = ends
    if (call !== undefined && source !== undefined && target !== undefined) {
      pointed.hovered(`${qualified(source)} → ${qualified(target)}: ${callDescription(call)}`)
    }
  })
  cy.on('mouseout', 'node, edge', () => pointed.hovered(undefined))
  cy.on('viewport', () => pointed.moved())
}

function draw(cy: Core, graph: Graph, look: Look): void {
  const shown = visible(graph)
  const measure = measuring(look)
  const labels = new Map([...shown].map((key) => [key, labelOf(graph, key)]))
  const sizeOf = (key: string) => ({ width: measure(labels.get(key) ?? ''), height: NODE_HEIGHT })
  const points = arrange(graph, shown, sizeOf)
  const wanted = new Map<string, ElementDefinition>()
  for (const [key, position] of points) {
    const node = graph.nodes.get(key)
    if (node !== undefined) {
      const data = { id: key, label: labels.get(key), width: sizeOf(key).width }
      wanted.set(key, { group: 'nodes', data, position, classes: classesOf(graph, node) })
    }
  }
  for (const call of graph.calls.values()) {
    const [source, target] = [points.get(call.source), points.get(call.target)]
    if (source !== undefined && target !== undefined) {
      const classes = [tierOf(call), classOfUse(call.uses[0]?.use ?? ''), wayOf(source, target)]
      wanted.set(callId(call), { group: 'edges', data: { id: callId(call), source: call.source, target: call.target }, classes })
    }
  }
  for (const [inner, outer] of graph.held) {
    if (points.has(inner) && points.has(outer)) {
      const id = `holds ${inner}`
      wanted.set(id, { group: 'edges', data: { id, source: outer, target: inner }, classes: ['holds', 'forth'] })
    }
  }
  cy.batch(() => {
    cy.elements().forEach((each) => {
      const definition = wanted.get(each.id())
      if (definition === undefined) {
        each.remove()
        return
      }
      wanted.delete(each.id())
      each.data(definition.data)
      each.classes(definition.classes ?? [])
      if (each.isNode() && definition.position !== undefined) {
        each.position(definition.position)
      }
    })
    cy.add([...wanted.values()])
  })
}

/** Which way a call leads in the picture. */
function wayOf(source: Point, target: Point): string {
  if (Math.abs(source.x - target.x) < 1) {
    return source.y < target.y ? 'down' : 'up'
  }
  return source.x < target.x ? 'forth' : 'back'
}

function classesOf(graph: Graph, node: Node): string[] {
  const classes: string[] = []
  if (CLASS_KINDS.has(node.kind)) {
    classes.push('type')
  }
  if (isFile(node)) {
    classes.push('file')
  }
  if (node.test === true) {
    classes.push('test')
  }
  if (graph.centres.includes(node.key)) {
    classes.push('centre')
  }
  return classes
}

function labelOf(graph: Graph, key: string): string {
  const node = graph.nodes.get(key)
  const name = node === undefined ? '' : qualified(node)
  const short = name.length <= LONGEST_LABEL ? name : `…${name.slice(1 - LONGEST_LABEL)}`
  return short + mark(graph, key)
}

function measuring(look: Look): (label: string) => number {
  const context = document.createElement('canvas').getContext('2d')
  if (context !== null) {
    context.font = `${FONT_SIZE}px ${look.font}`
  }
  return (label) => Math.ceil((context?.measureText(label).width ?? label.length * 7) + 20)
}

function pointOf(node: ReturnType<Core['getElementById']>): Point | undefined {
  return node.empty() ? undefined : { ...node.renderedPosition() }
}

function bringIntoSight(cy: Core, graph: Graph): void {
  cy.fit(undefined, 24)
  if (cy.zoom() > LARGEST) {
    cy.zoom(LARGEST)
    cy.center()
  } else if (cy.zoom() < SMALLEST) {
    cy.zoom(2 * SMALLEST)
    cy.center(cy.getElementById(graph.centres[0] ?? ''))
  }
}

function panTo(cy: Core, node: NodeSingular): void {
  const { x, y } = node.renderedPosition()
  const margin = 60
  const outside = (at: number, size: number) => (at < margin ? margin - at : at > size - margin ? size - margin - at : 0)
  cy.panBy({ x: outside(x, cy.width()), y: outside(y, cy.height()) })
}

function drawnBy(cy: Core, look: Look, title: string): Drawn {
  const { colours } = look
  return {
    title,
    background: colours.background,
    foreground: colours.foreground,
    font: look.font,
    nodes: cy.nodes().map((node) => {
      const named = node.data('label') as string
      return {
        ...node.position(),
        width: node.width(),
        height: node.height(),
        label: named,
        title: named,
        fill: colours.node,
        border: node.hasClass('centre') ? colours.centre : colours.border,
        borderWidth: node.hasClass('centre') ? 3 : 1,
        dashed: node.hasClass('test'),
        round: node.hasClass('type') || node.hasClass('file') ? 0 : 6,
      }
    }),
    calls: cy.edges().map((edge): DrawnCall => {
      const tier = LINES.find((each) => edge.hasClass(each.tier))?.tier ?? 'possible'
      // A straight line has none, which its types do not say.
      const bends = edge.controlPoints() as Point[] | undefined
      return {
        from: edge.sourceEndpoint(),
        to: edge.targetEndpoint(),
        through: bends?.[0],
        title: edge.hasClass('holds') ? 'is defined in it' : tier,
        colour: colours.line,
        dash: edge.hasClass('holds') ? [] : dashOf(tier),
        head: edge.hasClass('holds') ? 'none' : edge.hasClass(classOfUse('may run')) ? 'hollow' : 'filled',
      }
    }),
    legend: LINES.map(({ tier, dash }) => ({ label: tier, dash })),
  }
}
