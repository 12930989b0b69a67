/** Many matters are judged by as many threads as there are processors; a few are done before a thread has started. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { besideAll, judge, type Judged, type Manner } from './judge.ts'
import type { Target } from './targets.ts'

/** A thread takes about two seconds to start, in which one judges some twenty matters. */
const WORTH_A_THREAD = 40

export async function judgeAll(targets: Target[], manner: Manner, threads = Math.min(availableParallelism(), Math.floor(targets.length / WORTH_A_THREAD))): Promise<Judged[]> {
  const wanted = { ...manner, beside: besideAll(targets) }
  if (threads < 2) return judge(targets, wanted)
  // every n-th one, so that the large ones of one department do not fall to one thread
  const shares = Array.from({ length: threads }, (_, share) => targets.filter((_target, index) => index % threads === share))
  const judged = await Promise.all(shares.map((share) => inThread(share, wanted)))
  return targets.map((_, index) => judged[index % threads]![Math.floor(index / threads)]!)
}

function inThread(targets: Target[], manner: Manner): Promise<Judged[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { targets, manner } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
