// Bundles the tests that run in VS Code's extension host, with the empty extensions that carry them,
// into the folder that is named as its argument. mocha is found from there, so it lies in this checkout.
//
// Belongs here: what is bundled, and what the carriers are called.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const target = path.resolve(process.argv[2])
const source = fileURLToPath(new URL('../tests/host', import.meta.url))
const CARRIERS = [
  { folder: 'alone', entry: 'run.ts', publisher: 'codegraph', name: 'tests' },
  // It stands for an extension that serves Python, so it has the name of one.
  { folder: 'beside', entry: 'run_beside.ts', publisher: 'ms-pyright', name: 'pyright' },
]

for (const { folder, entry, publisher, name } of CARRIERS) {
  const carrier = path.join(target, folder)
  await build({
    entryPoints: [path.join(source, entry)],
    outfile: path.join(carrier, 'run.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  mkdirSync(carrier, { recursive: true })
  // With code of its own, so that it lives in the same host as the extension under test.
  writeFileSync(path.join(carrier, 'main.js'), 'exports.activate = () => undefined\n')
  const manifest = { publisher, name, version: '0.0.1', engines: { vscode: '^1.96.0' }, main: './main.js', activationEvents: ['*'] }
  writeFileSync(path.join(carrier, 'package.json'), JSON.stringify(manifest, null, 2))
}
