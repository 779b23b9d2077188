// What VS Code calls in its extension host. The extension is the installed package, used through VS
// Code's own interface.
import { answers } from './answers'
import { life } from './life'
import { looking } from './looking'
import { moving } from './moving'
import { runSuites } from './suites'

export function run(): Promise<void> {
  return runSuites(() => {
    answers()
    looking()
    moving()
    life()
  })
}
