// Which versions of `codegraph` this extension works with.
//
// Belongs here: reading and comparing versions. Stays out: running anything.

export const OLDEST = '0.1.0'

/** The version in what `codegraph --version` prints, such as `codegraph 0.1.0 (protocol 1, …)`. */
export function versionIn(printed: string): string | undefined {
  return /^codegraph (\d+\.\d+(?:\.\d+)?\S*)/m.exec(printed)?.[1]
}

/** Whether a version is new enough. What stands behind the numbers (`rc1`) does not count. */
export function isNewEnough(version: string, oldest: string = OLDEST): boolean {
  const numbers = (of: string) => of.split('.').map((each) => Number.parseInt(each, 10) || 0)
  const [had, needed] = [numbers(version), numbers(oldest)]
  for (let at = 0; at < needed.length; at += 1) {
    const difference = (had[at] ?? 0) - (needed[at] ?? 0)
    if (difference !== 0) {
      return difference > 0
    }
  }
  return true
}
