/**
 * A timer rests between two firings and comes to an end (reliability 2.3): `R/PT0S` would fire as fast as the engine can, and one in the year
 * 9999 never. What FEEL computes is known only when a case is there; the engine bounds it then.
 */
import { parseCycle, parseDuration, type Interval } from '../../server/engine/model/time.ts'
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'

const DAY = 86_400_000
const LEAST = 60_000
const MOST = 10 * 366 * DAY
const MOST_TIMES = 1_000

export default diagramRule('timers-are-bounded', 'error', ({ diagram }) => [...diagram.nodes.values()].flatMap((node) => {
  const text = node.event?.timer?.trim()
  if (text === undefined || text.startsWith('=')) return []
  const cycle = parseCycle(text)
  const every = cycle ? length(cycle.interval) : length(parseDuration(text))
  if (every === null) return [] // a date, or what the engine refuses
  if (every > MOST) return [finding(DIAGRAM, node.id, say`The timer ${called(node)} waits longer than ten years (${text}). Shorten it.`, { fact: 'timer' })]
  if (every < 0 || (cycle && every < LEAST)) return [finding(DIAGRAM, node.id, say`The timer ${called(node)} must rest a minute at least between two firings, but says ${text}. Lengthen it.`, { fact: 'timer' })]
  if (cycle && cycle.repetitions > MOST_TIMES) return [finding(DIAGRAM, node.id, say`The timer ${called(node)} may repeat ${MOST_TIMES} times, but says ${text}. Repeat it less often.`, { fact: 'timer' })]
  return []
}))

/** Milliseconds, a month at its longest. */
function length(interval: Interval | null): number | null {
  return interval === null ? null : interval.months * 31 * DAY + interval.milliseconds
}
