// What lies between VS Code and the language server: in the profiles `auto` and `companion` the symbol
// picker lists nothing twice.
//
// Belongs here: hooks into answers. Stays out: what is declared at all, which the server decides by its
// profile.
import * as vscode from 'vscode'
import type { Middleware } from 'vscode-languageclient/node'
import { withoutDoubles } from './doubles'

/** Other servers are asked the same through VS Code, which asks us again meanwhile; that inner question
 * is answered with nothing. */
export function middleware(profile: string): Middleware {
  if (profile === 'full') {
    return {}
  }
  const inner = new Set<string>()
  return {
    provideWorkspaceSymbols: async (query, token, next) => {
      if (inner.has(query)) {
        return []
      }
      inner.add(query)
      try {
        const [ours, others] = await Promise.all([next(query, token), othersSymbols(query)])
        return withoutDoubles(ours ?? [], others)
      } finally {
        inner.delete(query)
      }
    },
  }
}

async function othersSymbols(query: string): Promise<vscode.SymbolInformation[]> {
  try {
    return (await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>('vscode.executeWorkspaceSymbolProvider', query)) ?? []
  } catch {
    return []
  }
}
