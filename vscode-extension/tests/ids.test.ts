import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import manifest from '../package.json'
import { COMMANDS, CONTEXT, INTERNAL, VIEWS } from '../src/ids'

const { contributes } = manifest
const declared = contributes.commands.map((each) => each.command)

describe('what package.json says and what the code says', () => {
  it('has the same commands', () => {
    expect([...declared].sort()).toEqual(Object.values(COMMANDS).sort())
  })

  it('has the same views', () => {
    expect(contributes.views.codegraph.map((each) => each.id).sort()).toEqual(Object.values(VIEWS).sort())
  })

  it('names only declared commands in keys, menus and empty states', () => {
    const named = [
      ...contributes.keybindings.map((each) => each.command),
      ...Object.values(contributes.menus).flatMap((menu) => menu.flatMap((each) => ('command' in each ? [each.command] : []))),
      ...[...JSON.stringify([contributes.viewsWelcome, contributes.walkthroughs]).matchAll(/\(command:(codegraph\.[\w.]+)/g)].map((match) => match[1]),
    ]
    const unknown = named.filter((each) => each === undefined || !declared.includes(each))
    expect(unknown).toEqual([])
  })

  it('keeps commands that only rows and lenses run out of the palette', () => {
    for (const internal of Object.values(INTERNAL)) {
      expect(declared).not.toContain(internal)
    }
  })

  it('has conditions of ours alone', () => {
    const known: string[] = [...Object.values(CONTEXT), ...Object.values(VIEWS)]
    const used = [...JSON.stringify(contributes).matchAll(/"when":"([^"]*)"/g)].flatMap((match) => match[1]?.match(/codegraph\.[\w.]+/g) ?? [])
    expect(used.filter((each) => !known.includes(each))).toEqual([])
  })

  it('has an empty state for each view while a server runs or cannot', () => {
    for (const view of Object.values(VIEWS)) {
      expect(contributes.viewsWelcome.some((each) => each.view === view), view).toBe(true)
    }
  })

  it('has a walkthrough of four steps, each with a picture that is there', () => {
    const steps = contributes.walkthroughs.flatMap((each) => each.steps)
    expect(steps.map((each) => each.id)).toEqual(['install', 'search', 'calls', 'impact'])
    for (const { media } of steps) {
      expect(existsSync(new URL(`../${media.image}`, import.meta.url)), media.image).toBe(true)
    }
  })
})
