// A list of symbols by name that fills while one types, to choose one from.
import * as vscode from 'vscode'
import { isCancelled } from '../commands/command'
import { roots } from '../editor/places'
import type { Symbol } from '../protocol'
import { iconOf, placeName } from '../rows'
import type { Session } from '../start/session'
import { inOwnOrder } from './own_order'
import { SteadyList } from './steady_list'

const PAUSE = 120

interface Item extends vscode.QuickPickItem {
  symbol: Symbol
}

/** The symbol that the user chooses, or undefined. */
export function pickSymbol(session: Session, title: string): Promise<Symbol | undefined> {
  const pick = inOwnOrder(vscode.window.createQuickPick<Item>())
  const list = new SteadyList<Item>(pick, keyOf)
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
        list.show((found ?? []).map(itemOf), number)
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
    pick.onDidChangeActive(([active]) => list.active(active))
    pick.onDidChangeValue(() => {
      list.typed()
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), PAUSE)
    })
    pick.onDidAccept(() => {
      resolve(list.meant(pick.selectedItems[0])?.symbol)
      pick.hide()
    })
    pick.onDidHide(() => {
      clearTimeout(timer)
      list.end()
      resolve(undefined)
      pick.dispose()
    })
    pick.show()
  })
}

function itemOf(symbol: Symbol): Item {
  return {
    label: `$(${iconOf(symbol.kind)}) ${symbol.name}`,
    description: [symbol.containerName, placeName(symbol.location, roots())].filter((each) => each).join(' · '),
    alwaysShow: true,
    symbol,
  }
}

function keyOf({ symbol }: Item): string {
  return `${symbol.name} ${symbol.location.uri} ${symbol.location.range.start.line}`
}
