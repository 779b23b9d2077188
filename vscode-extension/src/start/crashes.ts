// Whether a server that ended by itself is started again.
//
// Belongs here: counting ends. Stays out: starting, and telling the user.

const MOST = 4
const WINDOW = 3 * 60_000

/** Counts ends: after too many within three minutes it is better to say so than to go on. */
export class Crashes {
  private times: number[] = []

  /** Notes an end at `now` (milliseconds); so many milliseconds to wait before a new start, or
   * undefined if there should be none. */
  note(now: number): number | undefined {
    this.times = [...this.times.filter((each) => now - each < WINDOW), now]
    return this.times.length > MOST ? undefined : 250 * 2 ** (this.times.length - 1)
  }

  /** The user asked for a new beginning. */
  forget(): void {
    this.times = []
  }
}
