// Where the command `codegraph` may be, in the order in which it is looked for.
//
// Belongs here: the order, and what an untrusted workspace rules out. Stays out: running what was
// found (`finding`), and asking VS Code (`session`).
import * as path from 'node:path'

export interface Places {
  /** The setting `codegraph.path`; empty if it is not set. */
  setting: string
  /** The Python interpreter that is selected for the workspace, if there is a Python extension. */
  interpreter?: string | undefined
  /** The folders of the workspace. */
  folders: readonly string[]
  /** The variable PATH. */
  searched: string
  trusted: boolean
  platform: NodeJS.Platform
}

export interface Candidate {
  file: string
  /** Why it is looked at, for a person. */
  origin: string
}

/** All files that may be the command, the first that exists is taken. Of an untrusted workspace
 * nothing is run, so what lies inside of it is none of them, unless the user's setting names it. */
export function candidates(places: Places): Candidate[] {
  if (places.setting !== '') {
    return [{ file: places.setting, origin: 'the setting codegraph.path' }]
  }
  const windows = places.platform === 'win32'
  const name = windows ? 'codegraph.exe' : 'codegraph'
  const found: Candidate[] = []
  const add = (folder: string, origin: string) => {
    found.push({ file: path.join(folder, name), origin })
  }
  if (places.interpreter !== undefined) {
    add(path.dirname(places.interpreter), 'the selected Python environment')
  }
  for (const folder of places.folders) {
    for (const environment of ['.venv', 'venv']) {
      add(path.join(folder, environment, windows ? 'Scripts' : 'bin'), `${environment} of the workspace`)
    }
  }
  for (const folder of places.searched.split(path.delimiter)) {
    if (path.isAbsolute(folder)) {
      add(folder, 'the PATH')
    }
  }
  return places.trusted ? found : found.filter((each) => !isInside(each.file, places.folders))
}

function isInside(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const way = path.relative(folder, file)
    return way !== '' && !way.startsWith('..') && !path.isAbsolute(way)
  })
}
