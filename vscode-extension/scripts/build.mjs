// Bundles the extension and, where there is one, the page of the call graph into dist/.
//
// Belongs here: what is bundled, and for which runtime. Stays out: making the .vsix (package.mjs).
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const minify = !process.argv.includes('--readable')
const common = { bundle: true, minify, sourcemap: !minify, logLevel: 'warning' }

await build({
  ...common,
  entryPoints: [here('src/extension.ts')],
  outfile: here('dist/extension.js'),
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
})

if (existsSync(here('webview/main.ts'))) {
  await build({
    ...common,
    entryPoints: [here('webview/main.ts')],
    outfile: here('dist/webview/main.js'),
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    loader: { '.css': 'css', '.svg': 'text' },
  })
}
