// The graph as text for other programs, and the frame of its page.
import { describe, expect, it } from 'vitest'
import { graphOf } from '../../webview/call_graph'
import { mermaid, svg } from '../../webview/exports'
import { pageHtml } from '../../src/graph/page_html'
import { answer, node } from './pictures'

describe('Mermaid', () => {
  it('has what is shown, with the centre and what is not certain drawn otherwise', () => {
    expect(mermaid(graphOf(answer('main > load, load ~> parse'), 2))).toBe(
      `flowchart LR
  n0[["main<br/>src/app.py:1"]]
  n1["load<br/>src/app.py:2"]
  n2["parse<br/>src/app.py:3"]
  n0 -->|calls| n1
  n1 -.->|calls| n2
`,
    )
  })

  it('lets no name end a label', () => {
    const graph = graphOf({ results: [{ ...node('a', 0, 0), name: '"]; click x "<b>' }], edges: [], complete: true }, 1)
    expect(mermaid(graph)).toContain('n0[["#34;#93;#59; click x #34;#60;b#62;<br/>')
  })
})

describe('SVG', () => {
  const drawn = {
    title: 'main',
    background: 'rgb(0, 0, 0)',
    foreground: 'rgb(255, 255, 255)',
    font: 'sans-serif',
    legend: [{ label: 'inferred', dash: [8, 4] }],
    nodes: [{ x: 0, y: 0, width: 60, height: 26, label: '<script>&"\u202e', title: 't', fill: '#111', border: '#222', borderWidth: 1, dashed: false, round: 6 }],
    calls: [{ from: { x: 0, y: 0 }, to: { x: 90, y: 0 }, title: 'inferred', colour: '#333', dash: [8, 4], head: 'filled' as const }],
  }

  it('holds names as text and nothing else', () => {
    const made = svg(drawn)
    expect(made).toContain('>&lt;script&gt;&amp;"\ufffd</text>')
    expect(made).not.toContain('<script')
  })

  it('says how sure a call is by its line, and what lines mean', () => {
    const made = svg(drawn)
    expect(made).toContain('<path d="M0 0L90 0" stroke-dasharray="8 4"/>')
    expect(made).toContain('>inferred</text>')
  })
})

describe('The frame of the page', () => {
  const html = pageHtml('vscode-webview:/main.js', 'vscode-webview:/main.css')

  it('lets in one script and one style, each by its number, and nothing else', () => {
    const nonce = /script-src 'nonce-([^']+)'/.exec(html)?.[1] ?? ''
    expect(nonce).toMatch(/^[\w-]{32}$/)
    expect(html).toContain(`default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}';`)
    expect(html).not.toMatch(/unsafe|<style|onload|javascript:/)
    expect(html.match(/<script/g)).toHaveLength(1)
  })

  it('has another number each time', () => {
    expect(pageHtml('a', 'b')).not.toBe(pageHtml('a', 'b'))
  })
})
