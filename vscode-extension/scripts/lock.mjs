// Takes addresses out of package-lock.json: npm writes who may be paid for a package, and nothing of
// that is needed to install it.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
for (const each of Object.values(lock.packages)) {
  delete each.funding
}
writeFileSync(file, JSON.stringify(lock, null, 2) + '\n')
