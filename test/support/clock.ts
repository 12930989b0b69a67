/** Virtual time and seeded chance for stories: 45 working days pass in a second, and a failing run can be run again as it was. */
import { createHash } from 'node:crypto'

export interface VirtualClock {
  now(): Date
  set(instant: string | Date): void
  /** Forward by milliseconds. */
  advance(ms: number): void
}

export function virtualClock(start: string): VirtualClock {
  let at = new Date(start).getTime()
  return {
    now: () => new Date(at),
    set: (instant) => {
      const to = new Date(instant).getTime()
      if (to < at) throw new Error(`Time runs forward only: it is ${new Date(at).toISOString()}, not to be set back to ${new Date(to).toISOString()}.`)
      at = to
    },
    advance: (ms) => { at += ms },
  }
}

/** A stream of bytes that is the same for the same seed. */
export function seededRandom(seed: string): (size: number) => Buffer {
  let counter = 0
  return (size) => {
    const blocks: Buffer[] = []
    for (let have = 0; have < size; have += 32) blocks.push(createHash('sha256').update(`${seed}:${counter++}`).digest())
    return Buffer.concat(blocks).subarray(0, size)
  }
}
