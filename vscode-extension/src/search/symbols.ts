// A list of symbols by name that fills while one types, to choose one from.
import * as vscode from 'vscode'
import { isCancelled } from '../commands/command'
import { roots } from '../editor/places'
import type { Symbol } from '../protocol'
import { iconOf, placeName } from '../rows'
import type { Session } from '../start/session'

const PAUSE = 120

interface Item extends vscode.QuickPickItem {
  symbol: Symbol
}

/** The symbol that the user chooses, or undefined. */
export function pickSymbol(session: Session, title: string): Promise<Symbol | undefined> {
  const pick = vscode.window.createQuickPick<Item>()
  pick.title = title
  pick.placeholder = 'The name of a symbol, or a part of it'
  let timer: NodeJS.Timeout | undefined
  let asked = 0

  const ask = async () => {
    asked += 1
    const number = asked
    pick.busy = true
    try {
      const found = await session.sendRequest<Symbol[] | null>('workspace/symbol', { query: pick.value })
      if (number === asked) {
        pick.items = (found ?? []).map((symbol) => ({
          label: `$(${iconOf(symbol.kind)}) ${symbol.name}`,
          description: [symbol.containerName, placeName(symbol.location, roots())].filter((each) => each).join(' · '),
          alwaysShow: true,
          symbol,
        }))
      }
    } catch (error) {
      if (!isCancelled(error)) {
        session.write(`workspace/symbol: ${String(error)}`)
      }
    } finally {
      if (number === asked) {
        pick.busy = false
      }
    }
  }

  return new Promise((resolve) => {
    pick.onDidChangeValue(() => {
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), PAUSE)
    })
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.symbol)
      pick.hide()
    })
    pick.onDidHide(() => {
      clearTimeout(timer)
      resolve(undefined)
      pick.dispose()
    })
    pick.show()
  })
}
