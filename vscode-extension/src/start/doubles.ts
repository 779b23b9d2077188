// Symbols of the workspace that two servers give, where VS Code would list both: it takes them for one
// only if they name the same container, which no two servers do.
//
// Belongs here: which are the same. Stays out: asking (`middleware`).

export interface Named {
  name: string
  location: { uri: { toString(): string }; range: { start: { line: number } } }
}

/** Ours without those that others give as well: the same name (servers differ in what stands behind it,
 * as in `run()`) in the same line of the same file. */
export function withoutDoubles<Ours extends Named>(ours: readonly Ours[], others: readonly Named[]): Ours[] {
  const given = new Set(others.map(spotOf))
  return ours.filter((each) => !given.has(spotOf(each)))
}

function spotOf({ name, location }: Named): string {
  return `${location.uri.toString()} ${location.range.start.line} ${/^[^\s(<:]*/.exec(name)?.[0] ?? name}`
}
