// Unit tests: modules that do not import `vscode`. What needs the editor is tested in a real one.
import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['tests/**/*.test.ts'], environment: 'node' } })
