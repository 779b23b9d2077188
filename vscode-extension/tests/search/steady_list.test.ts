import { beforeEach, describe, expect, it } from 'vitest'
import { Screen } from './screen'

let screen: Screen

beforeEach(() => {
  screen = new Screen()
  screen.show(1, 'a', 'b', 'c')
  screen.settle()
  screen.looked.length = 0
})

describe('an answer that comes in parts', () => {
  it('is shown in its own order to whoever has not moved', () => {
    screen.show(1, 'x', 'a', 'c', 'b')
    screen.settle()
    expect(screen.seen).toBe('>x a c b')
    expect(screen.looked).toEqual(['x'])
  })

  it('leaves what was seen where it was, for whoever has moved', () => {
    screen.down()
    screen.settle()
    screen.show(1, 'x', 'c', 'b', 'a', 'y')
    screen.settle()
    expect(screen.seen).toBe('a >b x c y')
    screen.down()
    screen.settle()
    screen.show(1, 'c', 'z')
    screen.settle()
    expect(screen.seen).toBe('a b >x c z')
    expect(screen.looked.filter((label, index, all) => label !== all[index - 1])).toEqual(['b', 'x'])
  })

  it('does not draw anew what is there', () => {
    screen.show(1, 'a', 'b', 'c')
    screen.draw()
    screen.hear()
    expect(screen.looked).toEqual([])
  })

  it('comes on the screen one part after the other', () => {
    screen.show(1, 'x', 'a')
    screen.show(1, 'y', 'x', 'a')
    screen.show(1, 'z', 'y', 'x', 'a')
    screen.draw()
    expect(screen.seen).toBe('>x a')
    screen.settle()
    expect(screen.seen).toBe('>z y x a')
  })
})

describe('a key that is pressed while the rest of an answer is on its way', () => {
  it.each([1, 2])('moves to the row that it moved to (after %i keys)', (keys) => {
    screen.show(1, 'x', 'a', 'b', 'c')
    for (let key = 0; key < keys; key += 1) {
      screen.down()
    }
    screen.settle()
    expect(screen.seen).toBe(keys === 1 ? 'x a >b c' : 'x a b >c')
    expect(screen.looked.at(-1)).toBe(keys === 1 ? 'b' : 'c')
  })

  it('moves on from where one stood', () => {
    screen.down()
    screen.settle()
    screen.show(1, 'x', 'c', 'b', 'a', 'y')
    screen.down()
    screen.settle()
    expect(screen.seen).toBe('a b x >c y')
    screen.show(1, 'c')
    screen.up()
    screen.settle()
    expect(screen.seen).toBe('a b >x c')
  })

  it('chooses the row that it was pressed on', () => {
    screen.show(1, 'x', 'a', 'b', 'c')
    screen.enter()
    screen.settle()
    expect(screen.chosen).toBe('a')
  })

  it('chooses the row that was moved to just before', () => {
    screen.show(1, 'x', 'a', 'b', 'c')
    screen.down()
    screen.enter()
    screen.settle()
    expect(screen.chosen).toBe('b')
  })

  it('chooses the row that was moved to, though the window is at its top again', () => {
    screen.show(1, 'x', 'a', 'b', 'c')
    screen.down()
    screen.draw()
    screen.hear()
    screen.enter()
    screen.settle()
    expect(screen.chosen).toBe('b')
  })

  it('chooses what is on the screen once that is there', () => {
    screen.show(1, 'x', 'a', 'b', 'c')
    screen.settle()
    screen.enter()
    screen.settle()
    expect(screen.chosen).toBe('x')
  })
})

describe('another question', () => {
  it('has its answer looked at from the top', () => {
    screen.down()
    screen.settle()
    screen.list.typed()
    screen.show(2, 'b', 'a')
    screen.settle()
    expect(screen.seen).toBe('>b a')
  })

  it('shows the row that was moved to while one waited, and none that is no answer to it', () => {
    screen.list.typed()
    screen.down()
    screen.settle()
    screen.show(2, 'x', 'b')
    screen.settle()
    expect(screen.seen).toBe('x >b')
  })

  it('is not answered with what was on its way for the one before', () => {
    screen.show(1, 'x')
    screen.show(1, 'y')
    screen.list.typed()
    screen.settle()
    screen.show(2, 'z')
    screen.settle()
    expect(screen.seen).toBe('>z')
  })

  it('that finds nothing has no rows', () => {
    screen.show(2)
    screen.settle()
    expect(screen.seen).toBe('')
    screen.show(3, 'a')
    screen.settle()
    expect(screen.seen).toBe('>a')
  })
})
