// The keys of the picture.
//
// Belongs here: which key means what. Stays out: doing it (`page`), and where an arrow leads
// (`walking`).
import type { Way } from './walking'

export type Command =
  | { does: 'walk'; way: Way }
  | { does: 'open' | 'unfold' | 'fold' | 'centre' | 'search' | 'fit' | 'home' | 'list' | 'leave' }

const COMMANDS: Record<string, Command> = {
  ArrowRight: { does: 'walk', way: 'callee' },
  ArrowLeft: { does: 'walk', way: 'caller' },
  ArrowUp: { does: 'walk', way: 'above' },
  ArrowDown: { does: 'walk', way: 'below' },
  Enter: { does: 'open' },
  '+': { does: 'unfold' },
  '=': { does: 'unfold' },
  '-': { does: 'fold' },
  c: { does: 'centre' },
  '/': { does: 'search' },
  '0': { does: 'fit' },
  Home: { does: 'home' },
  l: { does: 'list' },
  Escape: { does: 'leave' },
}

export function commandOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return undefined
  }
  return COMMANDS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
}
