// Starts and stops one after the other, whoever asks for them and however often.
//
// Belongs here: the order of changes. Stays out: what a change is.

interface Waiting {
  change: () => Promise<void>
  told: { resolve: () => void; reject: (error: unknown) => void }[]
}

/** Runs changes one at a time. Of those that wait only the newest is run: each brings about a whole
 * state, so the ones in between would be undone at once. */
export class ChangeQueue {
  private isRunning = false
  private waiting: Waiting | undefined

  /** Resolves when this change, or a newer one in its place, has been made. */
  push(change: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting = { change, told: [...(this.waiting?.told ?? []), { resolve, reject }] }
      if (!this.isRunning) {
        void this.run()
      }
    })
  }

  private async run(): Promise<void> {
    this.isRunning = true
    while (this.waiting !== undefined) {
      const { change, told } = this.waiting
      this.waiting = undefined
      try {
        await change()
        told.forEach((each) => each.resolve())
      } catch (error) {
        told.forEach((each) => each.reject(error))
      }
    }
    this.isRunning = false
  }
}
