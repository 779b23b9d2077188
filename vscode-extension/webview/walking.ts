// Where an arrow key leads from a symbol.
//
// Belongs here: that choice, as a pure function. Stays out: keys and what else they do (`keys`).
import { neighbours, type Graph } from './call_graph'
import type { Point } from './columns'

export type Way = 'caller' | 'callee' | 'above' | 'below'

/** The symbol to go to, or undefined if there is none. Calls are followed to what is nearest; above
 * and below is what stands in the same column. */
export function walk(
  graph: Graph,
  shown: ReadonlySet<string>,
  pointOf: (key: string) => Point | undefined,
  from: string,
  way: Way,
): string | undefined {
  const here = pointOf(from)
  if (here === undefined) {
    return graph.centres[0]
  }
  const joined = neighbours(graph, shown).get(from)
  const candidates =
    joined === undefined || way === 'above' || way === 'below'
      ? shown
      : way === 'caller'
        ? [...joined.callers, ...joined.holder]
        : [...joined.callees, ...joined.holds]
  let best: string | undefined
  let least = Infinity
  for (const key of candidates) {
    const there = pointOf(key)
    if (there === undefined || key === from) {
      continue
    }
    const inColumn = Math.abs(there.x - here.x) < 1
    const beyond = way === 'above' ? there.y < here.y : there.y > here.y
    if ((way === 'above' || way === 'below') && !(inColumn && beyond)) {
      continue
    }
    // A call back to the other side leads there only if no other one leads on.
    const back = way === 'callee' ? there.x <= here.x : way === 'caller' ? there.x >= here.x : false
    const far = Math.abs(there.y - here.y) + (back ? 1e6 : 0)
    if (far < least) {
      least = far
      best = key
    }
  }
  return best
}
