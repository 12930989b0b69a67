/**
 * The door of supervision: the sweep of the clocks, the tab and the sheet that prove the dates, extension and green channel.
 * It reads the clocks and lights lamps; decisions on a case are made elsewhere.
 */
import type { JobHandler } from '../zeebe/service.ts'

export { lampOf, type Lamp } from './lamps.ts'
export { panels } from './panel.ts'
export { routes } from './routes.ts'
export { failures, undated, type Failure, type Undated } from './store.ts'
export { sweep, type SweepReport } from './sweep.ts'

/** No step of a diagram is supervision's: it watches them. */
export const handlers: Record<string, JobHandler> = {}
