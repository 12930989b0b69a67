/**
 * Answers on their way out: those of one commit leave in two groups, a turn of the event loop apart. Clients that were all answered at once
 * all ask again at once, and then client, engine and disk wait for each other in turn; two groups keep them at work side by side.
 */

/** How much of an earlier crowd counts after each commit: it is forgotten over some fifty. */
const REMEMBERED = 0.95

export class Answers {
  /** How many requests were lately on the way together. */
  private crowd = 0
  private leaving = 0

  /** @param late called when all have left, if that is not at once */
  constructor(private readonly late: () => void) {}

  /** Answers that are on disk and have not left yet. */
  get waiting(): number {
    return this.leaving
  }

  /** @param others how many requests wait for the next commit by now */
  send(answers: readonly (() => void)[], others: number): void {
    this.crowd = Math.max(answers.length + others, this.crowd * REMEMBERED)
    const half = Math.ceil(this.crowd / 2)
    for (const answer of answers.slice(0, half)) answer()
    if (answers.length <= half) return
    const second = answers.slice(half)
    this.leaving += second.length
    setImmediate(() => {
      this.leaving -= second.length
      for (const answer of second) answer()
      if (this.leaving === 0) this.late()
    })
  }
}
