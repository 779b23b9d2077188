// Earlier versions of files, from git, as documents that cannot be edited: `codegraph-version:`.
//
// Belongs here: reading one version. Stays out: which ones (`commands/symbol`).
import { execFile } from 'node:child_process'
import * as vscode from 'vscode'

export const SCHEME = 'codegraph-version'

/** The document with what a file was in a revision; without one it is empty. */
export function versionUri(root: string, revision: string | undefined, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${path}`, query: JSON.stringify({ root, revision, path }) })
}

export function registerVersions(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => {
      const { root, revision, path } = JSON.parse(uri.query) as { root: string; revision?: string; path: string }
      return revision === undefined ? '' : readVersion(root, revision, path)
    },
  })
}

function readVersion(root: string, revision: string, path: string): Promise<string> {
  
  // `cat-file` runs no filter that a repository may ask for, and nothing is fetched for it.
  const env = { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0' }
  return new Promise((resolve) => {
    execFile('git', ['-C', root, 'cat-file', 'blob', `${revision}:./${path}`], { env, maxBuffer: 64 << 20 }, (error, stdout) => {
      resolve(error === null ? stdout : '')
    })
  })
}
