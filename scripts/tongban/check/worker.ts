/** Judges the targets it is handed and gives back what was found; see inParallel.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { judge, type Manner } from './judge.ts'
import type { Target } from './targets.ts'

const { targets, manner } = workerData as { targets: Target[]; manner: Manner }
parentPort!.postMessage(await judge(targets, manner))
