// The daemon's own settings, as far as they are set in VS Code, as the variables that the daemon reads.
// package.json has them from the daemon's schema (tools/vscode_settings.py).
//
// Belongs here: names and values. Stays out: asking VS Code (`options`).

/** The setting that is told to the server at its start, in place of a variable: it holds for one
 * session, while the daemon's settings hold for all who ask it. */
export const OF_SESSION = 'query.possible'

/** The variable of a setting: `index.max_file_kb` is `CODEGRAPH_INDEX_MAX_FILE_KB`. */
export function variableOf(name: string): string {
  return `CODEGRAPH_${name.toUpperCase().replaceAll('.', '_')}`
}

/** Variables for those settings that have a value. */
export function environmentOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    if (name !== OF_SESSION && value !== undefined && value !== null) {
      // A list is written as an array of TOML, which JSON's is as well.
      variables[variableOf(name)] = typeof value === 'string' ? value : JSON.stringify(value)
    }
  }
  return variables
}
