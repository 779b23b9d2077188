// Makes the file that VS Code installs: dist/codegraph.vsix, from what build.mjs has put into dist/.
//
// Belongs here: how it is packaged. What goes in is said by .vscodeignore.
import { copyFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createVSIX } from '@vscode/vsce'

const packagePath = fileURLToPath(new URL('../dist/codegraph.vsix', import.meta.url))
copyFileSync(new URL('../../LICENSE', import.meta.url), new URL('../LICENSE', import.meta.url))
await createVSIX({
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  packagePath,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
})
