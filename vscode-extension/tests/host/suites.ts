// Runs suites with mocha inside VS Code's extension host; the window is told of the first failures.
//
// Belongs here: how they are run. Stays out: which suites (`run`, `run_beside`).
import Mocha from 'mocha'

/** How long a test may take says only when it gives up: everything in it waits for a condition. */
const PATIENCE = 180_000

export async function runSuites(define: () => void): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', reporter: 'min', timeout: PATIENCE, color: false })
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, 'suites', mocha)
  define()
  const failures: string[] = []
  const failed = await new Promise<number>((resolve) => {
    mocha.run(resolve).on('fail', (test, error) => failures.push(`${test.fullTitle()}: ${String((error as Error).stack ?? error)}`))
  })
  if (failed > 0) {
    throw new Error(failures.join('\n\n'))
  }
  // A host that ends before its tests do leaves without an error; only this line says that all ran.
  console.log('all suites ran to their end') // eslint-disable-line no-console
}
