// The page: its parts, and what they mean to each other.
//
// Belongs here: putting picture, list, bar and legend together, and what a click or a key does.
// Stays out: whoever shows the page (`host`), and what the parts do themselves.
import type { Location } from '../src/protocol'
import { behind, fold, matching, neighbours, visible, type Call } from './call_graph'
import { bar, MOST_OF_ALL } from './controls'
import { button, element } from './element'
import { mermaid, svg } from './exports'
import type { Host } from './host'
import { commandOf, type Command } from './keys'
import { legend } from './legend'
import { list } from './list'
import { pictureIn } from './picture'
import { messageOf, Session } from './session'
import { walk } from './walking'
import { counted, description, qualified } from './words'

const KEEP_AFTER = 300

export function start(page: HTMLElement, host: Host): void {
  const canvas = element('div', { class: 'canvas __________cytoscape_container' })
  const picture = element(
    'div',
    {
      class: 'picture',
      role: 'application',
      tabindex: '0',
      'aria-label': 'Picture of the call graph. Arrow keys follow calls, Enter opens the code, L goes to the list.',
    },
    canvas,
  )
  const message = element('div', { class: 'message', role: 'status' })
  const notice = element('div', { class: 'notice', role: 'status' })
  const status = element('div', { class: 'status' })
  // Said to screen readers alone: what the picture shows as selected.
  const said = element('div', { class: 'said', 'aria-live': 'polite' })
  let selected: string | undefined
  let searched = ''
  let found: string[] | undefined
  let anchor: string | undefined
  let phase: string | undefined
  let keeping: ReturnType<typeof setTimeout> | undefined

  const session = new Session(host, () => show())
  const drawn = pictureIn(page, canvas, {
    selected: (key) => {
      picture.focus()
      select(key, false)
    },
    toggled: (key) => toggle(key),
    opened: (key) => open(key, false),
    openedCall: (call) => openCall(call),
    hovered: (text) => void (status.textContent = text ?? selectedText()),
    moved: () => keepSoon(),
  })
  const rows = list({
    selected: (key) => select(key, true),
    opened: (key) => open(key, false),
    openedCall: (call) => openCall(call),
    unfolded: (key) => unfold(key),
    folded: (key) => foldAway(key),
  })
  const controls = bar({
    changed: (changed) => void session.set(changed),
    searched: (text) => search(text),
    next: (back) => nextFound(back),
    left: () => picture.focus(),
    fit: () => drawn.fit(),
    zoomed: (factor) => drawn.zoomBy(factor),
    again: () => void session.ask(),
    exported: (kind) => save(kind),
  })

  function show(): void {
    const { graph } = session
    if (session.phase !== phase && session.phase !== 'asking') {
      anchor = undefined
    }
    const fresh = session.phase === 'shown' && phase !== 'shown'
    phase = session.phase
    page.setAttribute('aria-busy', String(phase === 'asking'))
    controls.set(session.controls)
    controls.ofWays(session.ofWays)
    showMessages()
    if (phase === 'asking') {
      return
    }
    const shown = visible(graph)
    if (selected === undefined || !shown.has(selected)) {
      selected = graph.centres[0]
    }
    drawn.show(graph, fresh ? undefined : (anchor ?? selected))
    if (searched !== '') {
      found = matching(graph, shown, searched)
    }
    rows.show(graph, found)
    drawn.found(found)
    select(selected, false)
    const name = session.wanted?.name ?? qualifiedOf(graph.centres[0])
    host.named(name)
    keepSoon()
  }

  function showMessages(): void {
    const { graph, reason } = session
    message.replaceChildren()
    notice.replaceChildren()
    if (session.phase === 'nothing') {
      message.append('Put the cursor on a function and run “CodeGraph: Show Call Graph”.')
    } else if (session.phase === 'asking') {
      message.append('Following calls…')
    } else if (session.phase === 'failed') {
      message.append(element('p', {}, reason ?? 'The question failed.'), button('Try Again', () => void session.ask()))
    } else if (graph.nodes.size === 0) {
      message.append(
        element('p', {}, reason ?? 'No symbol was found there.'),
        element('p', {}, 'Put the cursor on the name of a function, method or class, and ask again.'),
        element('div', { class: 'group' }, button('Try Again', () => void session.ask()), ...wholeFile()),
      )
    } else {
      showNotice(reason)
    }
    message.hidden = message.childNodes.length === 0
    notice.hidden = notice.childNodes.length === 0
  }

  /** Where no symbol is, its file may be what was meant. */
  function wholeFile(): HTMLElement[] {
    const { wanted } = session
    if (wanted === undefined || wanted.position === undefined || wanted.to !== undefined) {
      return []
    }
    const { textDocument } = wanted
    const name = textDocument.uri.split('/').at(-1) ?? ''
    return [button('Show All of the File', () => void session.show({ textDocument, name, direction: 'callees', depth: 1 }))]
  }

  function showNotice(reason: string | undefined): void {
    const { graph, controls: set } = session
    if (session.stale) {
      notice.append('The index has changed since. ', button('Refresh', () => void session.ask(), { class: 'link' }))
    }
    if (reason !== undefined) {
      notice.append(element('span', {}, `${reason[0]?.toUpperCase() ?? ''}${reason.slice(1)}. `))
      if (graph.nodes.size >= set.most && set.most < MOST_OF_ALL) {
        const most = Math.min(MOST_OF_ALL, set.most * 2)
        notice.append(button(`Show up to ${most}`, () => void session.set({ ...set, most }), { class: 'link' }))
      }
    } else if (graph.calls.size === 0) {
      notice.append(
        session.controls.possible
          ? 'No calls are known here: try the other direction.'
          : 'No calls are known here: try the other direction, or possible calls.',
      )
    }
  }

  function select(key: string | undefined, intoSight: boolean): void {
    selected = key
    drawn.select(key, intoSight)
    rows.select(key)
    status.textContent = selectedText()
    if (document.activeElement === picture) {
      said.textContent = status.textContent
    }
    keepSoon()
  }

  function selectedText(): string {
    const node = session.graph.nodes.get(selected ?? '')
    if (node === undefined) {
      return ''
    }
    const around = neighbours(session.graph, visible(session.graph)).get(node.key)
    return `${qualified(node)}: ${description(session.graph, node, around)}`
  }

  function say(text: string): void {
    status.textContent = text
    said.textContent = text
  }

  function qualifiedOf(key: string | undefined): string {
    const node = session.graph.nodes.get(key ?? '')
    return node === undefined ? 'Call graph' : qualified(node)
  }

  function toggle(key: string): void {
    if (session.graph.open.has(key) || session.graph.folded.has(key)) {
      unfold(key)
    } else {
      foldAway(key)
    }
  }

  function unfold(key: string): void {
    const { graph } = session
    anchor = key
    if (graph.folded.has(key)) {
      const more = behind(graph, key)
      graph.folded.delete(key)
      show()
      say(`${counted(more, 'symbol')} unfolded behind ${qualifiedOf(key)}`)
    } else if (graph.open.has(key)) {
      say(`Following the calls of ${qualifiedOf(key)}…`)
      session.unfold(key).then(
        (fresh) => say(fresh === 0 ? `Nothing more is known of ${qualifiedOf(key)}` : `${counted(fresh, 'new symbol')} around ${qualifiedOf(key)}`),
        (error: unknown) => say(messageOf(error)),
      )
    } else {
      say(`All calls of ${qualifiedOf(key)} are shown`)
    }
  }

  function foldAway(key: string): void {
    anchor = key
    const hidden = fold(session.graph, key)
    if (hidden > 0) {
      show()
    }
    say(hidden === 0 ? `Nothing is shown behind ${qualifiedOf(key)} alone` : `${counted(hidden, 'symbol')} folded away behind ${qualifiedOf(key)}`)
  }

  function open(key: string, keepFocus: boolean): void {
    const node = session.graph.nodes.get(key)
    if (node !== undefined) {
      host.open(node.location, keepFocus)
    }
  }

  function openCall(call: Call): void {
    const source = session.graph.nodes.get(call.source)
    const line = call.uses.find((each) => each.line !== undefined)?.line
    if (source !== undefined) {
      const at = line === undefined ? source.location.range.start : { line, character: 0 }
      const place: Location = { uri: source.location.uri, range: { start: at, end: at } }
      host.open(place, false)
    }
  }

  function search(text: string): void {
    searched = text.trim()
    found = searched === '' ? undefined : matching(session.graph, visible(session.graph), searched)
    controls.say(found === undefined ? '' : `${counted(found.length, 'symbol')} found`)
    drawn.found(found)
    rows.show(session.graph, found)
    if (found?.[0] !== undefined) {
      select(found[0], true)
    }
  }

  function nextFound(back: boolean): void {
    if (found === undefined || found.length === 0) {
      return
    }
    const at = found.indexOf(selected ?? '') + (back ? -1 : 1)
    select(found[(at + found.length) % found.length], true)
  }

  function centre(key: string): void {
    const node = session.graph.nodes.get(key)
    if (node !== undefined) {
      void session.show({ textDocument: { uri: node.location.uri }, key, name: qualified(node) })
    }
  }

  function obey(command: Command): void {
    const key = selected ?? session.graph.centres[0]
    if (command.does === 'walk') {
      const next = key === undefined ? undefined : walk(session.graph, visible(session.graph), (each) => drawn.position(each), key, command.way)
      if (next !== undefined) {
        select(next, true)
      } else if (command.way === 'caller' || command.way === 'callee') {
        const more = session.graph.open.has(key ?? '') ? '; + asks for more' : ''
        say(`No ${command.way} is shown${more}`)
      }
      return
    }
    const plain: Partial<Record<Exclude<Command['does'], 'walk'>, () => void>> = {
      search: () => controls.search(),
      fit: () => drawn.fit(),
      home: () => select(session.graph.centres[0], true),
      list: () => rows.focus(),
      leave: () => search(''),
    }
    plain[command.does]?.()
    if (key !== undefined) {
      const ofSymbol: Partial<Record<Command['does'], (key: string) => void>> = {
        open: (each) => open(each, false),
        unfold,
        fold: foldAway,
        centre,
      }
      ofSymbol[command.does]?.(key)
    }
  }

  function save(kind: 'svg' | 'png' | 'mmd'): void {
    if (session.graph.nodes.size === 0) {
      say('There is nothing to save')
      return
    }
    const title = session.wanted?.name ?? qualifiedOf(session.graph.centres[0])
    const name = `${title.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60)}.${kind}`
    if (kind === 'png') {
      host.save({ name, kind, base64: drawn.png() })
    } else {
      host.save({ name, kind, text: kind === 'svg' ? svg(drawn.drawn(title)) : mermaid(session.graph) })
    }
  }

  function keepSoon(): void {
    clearTimeout(keeping)
    keeping = setTimeout(() => session.keep({ selected, view: drawn.view() }), KEEP_AFTER)
  }

  picture.addEventListener('keydown', (event) => {
    const command = commandOf(event)
    if (command !== undefined) {
      event.preventDefault()
      obey(command)
    }
  })
  page.replaceChildren(
    controls.element,
    notice,
    element('main', {}, element('div', { class: 'stage' }, picture, message), rows.element),
    legend(),
    status,
    said,
  )
  followTheme(page, () => drawn.restyle())
  const before = host.kept()
  if (before !== undefined) {
    selected = before.selected
    session.restore(before)
    if (before.view !== undefined) {
      drawn.setView(before.view)
    }
  } else {
    show()
  }
  host.listen({ show: (wanted) => void session.show(wanted), changed: () => session.age() })
}

/** Editors say a new theme by the classes of the page, browsers by what they prefer. */
function followTheme(page: HTMLElement, changed: () => void): void {
  new MutationObserver(changed).observe(page, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed)
  matchMedia('(forced-colors: active)').addEventListener('change', changed)
}
