// What VS Code says of where an installed `codegraph` may be: settings, folders, trust, and the Python
// environment that is selected.
//
// Belongs here: asking VS Code. Stays out: the order in which places are looked at (`candidates`).
import * as vscode from 'vscode'
import type { Places } from './candidates'

/** As much of the Python extension's interface as is needed. */
interface PythonExtension {
  environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string }
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>
    onDidChangeActiveEnvironmentPath?: vscode.Event<unknown>
  }
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python')
  try {
    return await extension?.activate()
  } catch {
    return undefined
  }
}

async function selectedInterpreter(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const environments = (await pythonExtension())?.environments
  if (environments === undefined) {
    return undefined
  }
  try {
    const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder))
    return environment?.executable.uri?.fsPath
  } catch {
    return undefined
  }
}

export async function placesToLook(): Promise<Places> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((each) => each.uri.scheme === 'file')
  return {
    setting: vscode.workspace.getConfiguration('codegraph').get<string>('path', '').trim(),
    interpreter: await selectedInterpreter(folders[0]?.uri),
    folders: folders.map((each) => each.uri.fsPath),
    searched: process.env['PATH'] ?? '',
    trusted: vscode.workspace.isTrusted,
    platform: process.platform,
  }
}

/** Calls `then` when another Python environment is selected. */
export async function onOtherEnvironment(then: () => void): Promise<vscode.Disposable | undefined> {
  return (await pythonExtension())?.environments?.onDidChangeActiveEnvironmentPath?.(then)
}
