// Where symbols stand: in columns by their steps from the centre, callers to the left and callees to
// the right, each near to what it is joined with.
//
// Belongs here: that layout, as pure functions. Stays out: drawing (`picture`). General layouts of
// directed graphs were measured at 500 symbols: they take seconds, for they place every call that
// crosses a column as well. Here the steps are known, and a picture that has grown looks as before.
import type { Graph, Neighbours } from './call_graph'
import { all, neighbours } from './call_graph'

export interface Size {
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

const BETWEEN_COLUMNS = 90
const BETWEEN_ROWS = 12
const SWEEPS = 8

/** The middle of each shown symbol. */
export function arrange(graph: Graph, shown: ReadonlySet<string>, sizeOf: (key: string) => Size): Map<string, Point> {
  const around = neighbours(graph, shown)
  const columns = inColumns(columnsOf(graph.centres, shown, around))
  const rows = ordered(columns, around)
  return placed(rows, around, sizeOf)
}

/** The column of each symbol: 0 for the centres, one more for what is called, one less for who
 * calls. Several centres that call each other stand behind each other. */
export function columnsOf(
  centres: readonly string[],
  shown: ReadonlySet<string>,
  around: ReadonlyMap<string, Neighbours>,
): Map<string, number> {
  const column = amongCentres(centres, around)
  // A map is walked in the order in which it grows: nearest first.
  for (const [key, at] of column) {
    const next = around.get(key)
    next?.callees.forEach((each) => column.has(each) || column.set(each, at + 1))
    next?.callers.forEach((each) => column.has(each) || column.set(each, at - 1))
    next?.holds.forEach((each) => column.has(each) || column.set(each, at + 1))
    next?.holder.forEach((each) => column.has(each) || column.set(each, at - 1))
  }
  for (const key of shown) {
    if (!column.has(key)) {
      column.set(key, 0)
    }
  }
  return column
}

function amongCentres(centres: readonly string[], around: ReadonlyMap<string, Neighbours>): Map<string, number> {
  const among = new Set(centres)
  const column = new Map<string, number>()
  const later: string[] = []
  const entered = new Set<string>()
  for (const centre of centres) {
    // Without recursion: a file may define thousands of functions that call each other in a row.
    const stack = [centre]
    while (stack.length > 0) {
      const key = stack[stack.length - 1] ?? ''
      if (!entered.has(key)) {
        entered.add(key)
        const next = around.get(key)?.callees.filter((each) => among.has(each) && !entered.has(each)) ?? []
        stack.push(...next)
      } else {
        stack.pop()
        if (!column.has(key)) {
          column.set(key, 0)
          later.push(key)
        }
      }
    }
  }
  const done = new Set<string>()
  for (const key of later.reverse()) {
    // Calls back to what stands before, as recursion makes them, move nothing.
    done.add(key)
    for (const callee of around.get(key)?.callees ?? []) {
      if (among.has(callee) && !done.has(callee)) {
        column.set(callee, Math.max(column.get(callee) ?? 0, (column.get(key) ?? 0) + 1))
      }
    }
  }
  return column
}

function inColumns(column: ReadonlyMap<string, number>): string[][] {
  const made = new Map<number, string[]>()
  for (const [key, at] of column) {
    const rows = made.get(at) ?? []
    rows.push(key)
    made.set(at, rows)
  }
  return [...made].sort(([one], [other]) => one - other).map(([, rows]) => rows)
}

/** Each column in an order in which few calls cross: again and again each symbol goes to the middle
 * of its neighbours in the column before, from the left and then from the right. */
function ordered(columns: string[][], around: ReadonlyMap<string, Neighbours>): string[][] {
  const share = new Map<string, number>()
  const settle = (rows: readonly string[]) =>
    rows.forEach((key, at) => share.set(key, (at + 0.5) / rows.length))
  const columnOf = new Map(columns.flatMap((rows, at) => rows.map((key) => [key, at] as const)))
  columns.forEach(settle)
  const made = columns.map((rows) => [...rows])
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const forth = sweep % 2 === 0
    for (let step = 1; step < made.length; step += 1) {
      const at = forth ? step : made.length - 1 - step
      const rows = made[at] ?? []
      const wish = new Map(rows.map((key) => [key, wished(key, around, share, (other) => {
        const there = columnOf.get(other) ?? 0
        return forth ? there < at : there > at
      })]))
      rows.sort((one, other) => (wish.get(one) ?? 0) - (wish.get(other) ?? 0))
      settle(rows)
    }
  }
  return made
}

/** The mean of what a symbol's neighbours have, of those that count; else what it has itself. */
function wished(
  key: string,
  around: ReadonlyMap<string, Neighbours>,
  has: ReadonlyMap<string, number>,
  counts: (other: string) => boolean,
): number {
  let sum = 0
  let number = 0
  const next = around.get(key)
  for (const other of next === undefined ? [] : all(next)) {
    if (counts(other)) {
      sum += has.get(other) ?? 0
      number += 1
    }
  }
  return number === 0 ? (has.get(key) ?? 0) : sum / number
}

function placed(
  columns: readonly string[][],
  around: ReadonlyMap<string, Neighbours>,
  sizeOf: (key: string) => Size,
): Map<string, Point> {
  const height = new Map<string, number>()
  const x: number[] = []
  let left = 0
  for (const rows of columns) {
    let width = 0
    for (const key of rows) {
      const size = sizeOf(key)
      width = Math.max(width, size.width)
      height.set(key, size.height)
    }
    x.push(left + width / 2)
    left += width + BETWEEN_COLUMNS
  }
  const y = new Map<string, number>()
  for (const rows of columns) {
    settleRows(rows, rows.map(() => 0), height, y)
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const all = sweep % 2 === 0 ? columns : [...columns].reverse()
    for (const rows of all) {
      settleRows(rows, rows.map((key) => wished(key, around, y, () => true)), height, y)
    }
  }
  const points = new Map<string, Point>()
  columns.forEach((rows, at) =>
    rows.forEach((key) => points.set(key, { x: x[at] ?? 0, y: y.get(key) ?? 0 })),
  )
  return points
}

/** Rows as near to where they wish to be as their order and the room that each takes allow, by least
 * squares: rows that would overlap become a block, which stands where its rows wish on average. */
function settleRows(
  rows: readonly string[],
  wishes: readonly number[],
  height: ReadonlyMap<string, number>,
  y: Map<string, number>,
): void {
  const offsets: number[] = []
  const blocks: { first: number; count: number; at: number }[] = []
  let room = 0
  rows.forEach((key, row) => {
    const half = (height.get(key) ?? 0) / 2
    room += row === 0 ? 0 : half + BETWEEN_ROWS
    offsets.push(room)
    room += half
    let block = { first: row, count: 1, at: (wishes[row] ?? 0) - (offsets[row] ?? 0) }
    let above = blocks.at(-1)
    while (above !== undefined && above.at > block.at) {
      blocks.pop()
      const count = above.count + block.count
      block = { first: above.first, count, at: (above.at * above.count + block.at * block.count) / count }
      above = blocks.at(-1)
    }
    blocks.push(block)
  })
  for (const { first, count, at } of blocks) {
    for (let row = first; row < first + count; row += 1) {
      y.set(rows[row] ?? '', at + (offsets[row] ?? 0))
    }
  }
}
