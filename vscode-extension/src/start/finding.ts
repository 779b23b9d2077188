// Looks for an installed `codegraph` and asks it for its version. Nothing is ever installed here.
//
// Belongs here: the look at the disk and the one call of `--version`. Stays out: where it may be
// (`candidates`), and what is said to the user (`session`).
import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { candidates, type Candidate, type Places } from './candidates'
import { isNewEnough, versionIn } from './versions'

export type Installed =
  | { kind: 'found'; file: string; origin: string; version: string }
  | { kind: 'outdated'; file: string; origin: string; version: string }
  | { kind: 'missing'; problem?: string }

const PATIENCE = 30_000

/** The first candidate that can be run, if its version will do. */
export async function findInstalled(places: Places): Promise<Installed> {
  let problem: string | undefined
  for (const candidate of candidates(places)) {
    if (!(await canBeRun(candidate.file))) {
      if (places.setting !== '') {
        problem = `${candidate.file} (${candidate.origin}) is no program`
      }
      continue
    }
    if (!places.trusted && places.setting === '' && (await leadsInside(candidate, places))) {
      continue
    }
    const answer = await ask(candidate.file)
    if (answer.version === undefined) {
      problem ??= `${candidate.file} (${candidate.origin}): ${answer.problem}`
      continue
    }
    const { file, origin } = candidate
    return { kind: isNewEnough(answer.version) ? 'found' : 'outdated', file, origin, version: answer.version }
  }
  return problem === undefined ? { kind: 'missing' } : { kind: 'missing', problem }
}

async function canBeRun(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

/** Whether a file outside of an untrusted workspace is a link to one inside of it. */
async function leadsInside(candidate: Candidate, places: Places): Promise<boolean> {
  const file = await realpath(candidate.file)
  const folders = await Promise.all(places.folders.map((each) => realpath(each).catch(() => each)))
  return folders.some((folder) => file.startsWith(`${folder}/`))
}

function ask(file: string): Promise<{ version?: string | undefined; problem: string }> {
  return new Promise((resolve) => {
    execFile(file, ['--version'], { timeout: PATIENCE }, (error, stdout, stderr) => {
      const version = versionIn(stdout)
      const last = stderr.trim().split('\n').at(-1)
      resolve({ version, problem: last || error?.message || 'it does not say its version' })
    })
  })
}
