import { describe, expect, it } from 'vitest'
import { withoutDoubles, type Named } from '../src/start/doubles'

const named = (name: string, line: number, uri = 'file:///a.py'): Named => ({ name, location: { uri, range: { start: { line } } } })

describe('symbols that two servers give', () => {
  it('are listed once, however each server writes their names', () => {
    const ours = [named('run', 3), named('run', 9), named('Cart', 1), named('save', 2)]
    expect(withoutDoubles(ours, [named('run()', 3), named('Cart<T>', 1), named('save', 2, 'file:///b.py')])).toEqual([named('run', 9), named('save', 2)])
  })
})
