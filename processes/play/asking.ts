/** A step of the case in memory asks for a child matter; what opens it and what its decision does is parts.ts. Pure and browser-safe. */
import type { PlayedRow, PlayedSheet, World } from './world.ts'

/** Who waits for the child's decision: a row of a sheet, or a job of the engine. */
export type Asker = { sheet: PlayedSheet; row: PlayedRow } | { jobKey: string }

export interface PlayedPart { elementId: string; matter: string; asker: Asker; state: 'asked' | 'open' | 'over' | 'ended'; child: World | null }

export function ask(world: World, part: Pick<PlayedPart, 'elementId' | 'matter' | 'asker'>): void {
  const asked: PlayedPart = { ...part, state: 'asked', child: null }
  world.parts.push(asked)
  world.outbox.push(() => world.house.partAsked(world, asked))
}
