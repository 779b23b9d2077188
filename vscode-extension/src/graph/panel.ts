// The panel that shows the call graph: its page, and what it may do through the extension.
//
// Belongs here: the panel, its strict policy, and answers to its messages. Stays out: everything
// that is drawn (`webview/`), and where a graph is asked for (commands and views).
import * as vscode from 'vscode'
import type { Asking } from '../asking'
import type { Location } from '../protocol'
import { QUESTIONS, type FromPage, type MadeFile, type ToPage, type Wanted } from './messages'
import { pageHtml } from './page_html'

const VIEW_TYPE = 'codegraph.callGraph'
/** What LSP answers a question with that was ended, by whoever asked or by the server. */
const ENDED: readonly unknown[] = [-32800, -32802]

const FILES: Record<MadeFile['kind'], Record<string, string[]>> = {
  svg: { 'SVG picture': ['svg'] },
  png: { 'PNG picture': ['png'] },
  mmd: { 'Mermaid diagram': ['mmd', 'mermaid'] },
}

interface Open {
  panel: vscode.WebviewPanel
  /** Show another graph, once the page listens. */
  show(wanted: Wanted): void
}

let current: Open | undefined

/** Show the calls around a symbol or a file or, if the target says `to`, the ways to another symbol;
 * in the panel that is there, else in a new one beside the editor. */
export function showGraph(context: vscode.ExtensionContext, client: Asking, target: Wanted): void {
  if (current === undefined) {
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, 'Call graph', vscode.ViewColumn.Beside, options(context))
    current = serve(context, client, panel)
  } else {
    current.panel.reveal(undefined, false)
  }
  current.show(target)
}

/** Let VS Code bring the panel back after a restart; the page keeps the graph itself. */
export function restoreGraph(context: vscode.ExtensionContext, client: Asking): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel(panel) {
      panel.webview.options = options(context)
      current = serve(context, client, panel)
      return Promise.resolve()
    },
  })
}

/** Tell a graph that is shown that the index has changed. */
export function graphIsStale(): void {
  if (current !== undefined) {
    post(current.panel, { type: 'changed' })
  }
}

function options(context: vscode.ExtensionContext): vscode.WebviewOptions {
  return { enableScripts: true, enableForms: false, localResourceRoots: [folder(context)] }
}

function folder(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview')
}

function serve(context: vscode.ExtensionContext, client: Asking, panel: vscode.WebviewPanel): Open {
  // Words that were said before the page listened wait for it.
  let listens = false
  let wanted: Wanted | undefined
  const show = (next: Wanted) => {
    if (listens) {
      post(panel, { type: 'show', wanted: next })
    } else {
      wanted = next
    }
  }
  panel.webview.onDidReceiveMessage(async (message: FromPage) => {
    switch (message.type) {
      case 'ready':
        listens = true
        if (wanted !== undefined) {
          show(wanted)
          wanted = undefined
        }
        break
      case 'ask':
        post(panel, await answer(client, message))
        break
      case 'open':
        await open(message.place, message.keepFocus)
        break
      case 'save':
        await save(message.file)
        break
      case 'named':
        panel.title = message.name
        break
    }
  })
  panel.onDidChangeViewState(() => {
    // A hidden page is thrown away and begins anew when it is seen again.
    listens &&= panel.visible
  })
  const made: Open = { panel, show }
  panel.onDidDispose(() => {
    if (current === made) {
      current = undefined
    }
  })
  const uri = (name: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(folder(context), name)).toString()
  panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'activity.svg')
  panel.webview.html = pageHtml(uri('main.js'), uri('main.css'))
  return made
}

async function answer(client: Asking, message: Extract<FromPage, { type: 'ask' }>): Promise<ToPage> {
  const { id, question, params } = message
  try {
    if (!QUESTIONS.includes(question)) {
      throw new Error(`The page may not ask ${question}.`)
    }
    return { type: 'answer', id, answer: await client.sendRequest(question, params) }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const code = (error as { code?: unknown } | undefined)?.code
    return { type: 'failed', id, message: said, again: ENDED.includes(code) }
  }
}

async function open(place: Location, preserveFocus: boolean): Promise<void> {
  const { start, end } = place.range
  const selection = new vscode.Range(start.line, start.character, end.line, end.character)
  try {
    // Beside the graph, not in its place: in the group that shows code.
    const viewColumn = vscode.window.visibleTextEditors[0]?.viewColumn ?? vscode.ViewColumn.Beside
    await vscode.window.showTextDocument(vscode.Uri.parse(place.uri, true), { selection, preserveFocus, viewColumn })
  } catch (error) {
    void vscode.window.showWarningMessage(`The code cannot be opened: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function save(file: MadeFile): Promise<void> {
  const beside = vscode.workspace.workspaceFolders?.[0]?.uri
  const chosen = await vscode.window.showSaveDialog({
    filters: FILES[file.kind],
    title: 'Save the Call Graph',
    ...(beside === undefined ? {} : { defaultUri: vscode.Uri.joinPath(beside, file.name) }),
  })
  if (chosen === undefined) {
    return
  }
  const bytes = file.base64 === undefined ? Buffer.from(file.text ?? '', 'utf8') : Buffer.from(file.base64, 'base64')
  try {
    await vscode.workspace.fs.writeFile(chosen, bytes)
  } catch (error) {
    void vscode.window.showErrorMessage(`The graph cannot be saved: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function post(panel: vscode.WebviewPanel, message: ToPage): void {
  void panel.webview.postMessage(message)
}
