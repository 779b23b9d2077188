// As `run`, in a window in which another extension serves Python.
import { beside } from './beside'
import { runSuites } from './suites'

export function run(): Promise<void> {
  return runSuites(beside)
}
