/**
 * `npm run bench -- modeler [--elements 300] [--edits 100]`: a large diagram in the real modeler in a headless browser: how long each kind of
 * edit keeps the page's thread busy, frames while zooming and moving the picture, the rules in their worker, memory after many edits.
 * The bar: an edit holds the thread for at most 100 ms at a time.
 */
import { parseArgs } from 'node:util'
import type { CDPSession, Page } from 'playwright-core'
import { launchBrowser, openPage } from '../../test/support/browser.ts'
import { judged, openFile, watchModeler } from '../../test/support/foreignFiles.ts'
import { signInAsAnalyst } from '../../test/support/modelerPage.ts'
import { largeDiagram } from './_largeDiagram.ts'
import { percentile, round, temporaryPostgres } from './_measure.ts'
import { serverProcess } from './_server.ts'

/** After an edit: the text is written after 0.15 s, the draft after 0.9 s, the server asked after 1.5 s. */
const SETTLED_MS = 2500
const MATTER = 'huwai-guanggao'

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: { elements: { type: 'string', default: '300' }, edits: { type: 'string', default: '100' }, rounds: { type: 'string', default: '5' } } })
  const [postgres, browser] = [await temporaryPostgres(), await launchBrowser()]
  const server = await serverProcess({ databaseUrl: postgres.url })
  try {
    const { page, errors } = await openPage(browser)
    await watchModeler(page)
    await signInAsAnalyst(page, server.address, `/office/modeler/${MATTER}`)
    await page.waitForSelector('.djs-container [data-element-id=acceptance]')
    const text = largeDiagram(MATTER, Number(values.elements))
    const { ms: open } = await openFile(page, 'large.bpmn', text)
    const { took } = await judged(page)
    const bench = new Bench(page, await page.context().newCDPSession(page))
    await bench.start()
    const kinds: Record<string, () => Promise<void>> = { move: () => bench.move(), rename: () => bench.rename(), append: () => bench.append(), undo: () => bench.undo() }
    const edits: Record<string, object> = {}
    for (const [kind, act] of Object.entries(kinds)) edits[kind] = await bench.measured(act, Number(values.rounds))
    const [zoom, pan] = [await bench.frames(() => bench.wheel('Control')), await bench.frames(() => bench.wheel())]
    const memory = await bench.memory(Number(values.edits))
    return { bench: 'modeler', elements: [...text.matchAll(/<bpmn:\w*(?:Task|Event|Gateway|sequenceFlow) /g)].length, open_ms: round(open, 0), rules_ms: round(took, 0), edits, zoom, pan, memory, errors: errors.length }
  } finally {
    await browser.close()
    await server.stop()
    await postgres.stop()
  }
}

interface Sums { longest: number[]; busy: number[]; paint: number[] }

class Bench {
  private count = 0

  constructor(private readonly page: Page, private readonly cdp: CDPSession) {}

  async start(): Promise<void> {
    await this.cdp.send('Performance.enable', { timeDomain: 'threadTicks' }) // processor time: what else runs on the machine does not count
    await this.page.evaluate(() => {
      const seen = { tasks: [] as number[], events: [] as number[] }
      Object.assign(globalThis, { seen })
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.tasks.push(entry.duration) }).observe({ type: 'longtask' })
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.events.push(entry.duration) }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    })
    await this.page.keyboard.press('Control+0')
    await this.click('look0')
  }

  /** @returns milliseconds: the longest piece of work without a pause, the processor time of all work until everything is kept and judged, from a key or a click to the picture */
  async measured(act: () => Promise<void>, rounds: number): Promise<object> {
    const sums: Sums = { longest: [], busy: [], paint: [] }
    for (let round = 0; round < rounds; round++) {
      await this.page.evaluate(() => { const { seen } = globalThis as unknown as { seen: { tasks: number[]; events: number[] } }; seen.tasks.length = seen.events.length = 0 })
      const before = await this.busy()
      await act()
      await this.page.waitForTimeout(SETTLED_MS)
      const seen = await this.page.evaluate(() => (globalThis as unknown as { seen: { tasks: number[]; events: number[] } }).seen)
      sums.longest.push(Math.max(0, ...seen.tasks))
      sums.paint.push(Math.max(0, ...seen.events))
      sums.busy.push((await this.busy()) - before)
    }
    return Object.fromEntries(Object.entries(sums).map(([name, values]: [string, number[]]) => [`${name}_ms`, { median: percentile(values, 0.5), worst: round(Math.max(...values)) }]))
  }

  async click(id: string): Promise<void> {
    await this.page.locator(`[data-element-id=${id}] .djs-hit`).first().click()
  }

  async move(): Promise<void> {
    const box = (await this.page.locator('[data-element-id=yes0] .djs-hit').first().boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const way = this.count++ % 2 === 0 ? 30 : -30
    await this.page.mouse.move(x, y)
    await this.page.mouse.down()
    for (let step = 1; step <= 6; step++) await this.page.mouse.move(x + (way * step) / 6, y)
    await this.page.mouse.up()
  }

  async rename(): Promise<void> {
    await this.page.locator('[data-element-id=look0] .djs-hit').first().dblclick()
    await this.page.locator('.djs-direct-editing-content').fill(`改名${this.count++}`)
    await this.page.keyboard.press('Enter')
  }

  async append(): Promise<void> {
    await this.click('look0')
    await this.page.keyboard.press('a')
    await this.page.locator('.djs-popup .entry').first().click()
    await this.page.keyboard.press('Escape')
  }

  async undo(): Promise<void> {
    await this.page.keyboard.press('Control+z')
  }

  async wheel(key?: 'Control'): Promise<void> {
    const box = (await this.page.locator('.djs-container').boundingBox())!
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    if (key) await this.page.keyboard.down(key)
    for (let step = 0; step < 40; step++) {
      await this.page.mouse.wheel(key ? 0 : 40, step < 20 ? 60 : -60)
    }
    if (key) await this.page.keyboard.up(key)
  }

  /** Frames while something goes on; a headless browser paints without a graphics card. */
  async frames(act: () => Promise<void>): Promise<object> {
    await this.page.evaluate(() => {
      // an object's method: a function with a name would call a helper that tsx adds and the page has not got
      const watch = {
        at: [] as number[], stop: false,
        next(now: number): void {
          watch.at.push(now)
          if (!watch.stop) requestAnimationFrame(watch.next)
        },
      }
      Object.assign(globalThis, { watch })
      requestAnimationFrame(watch.next)
    })
    await act()
    const at = await this.page.evaluate(() => {
      const { watch } = globalThis as unknown as { watch: { at: number[]; stop: boolean } }
      watch.stop = true
      return watch.at
    })
    const gaps = at.slice(1).map((now, index) => now - at[index]!)
    return { frames_a_second: round((gaps.length * 1000) / gaps.reduce((sum, gap) => sum + gap, 0), 1), p95_gap_ms: percentile(gaps, 0.95), worst_gap_ms: round(Math.max(...gaps), 1) }
  }

  /** What the page keeps after many edits and their undoing, garbage taken away. */
  async memory(edits: number): Promise<object> {
    await this.page.keyboard.press('Control+0')
    const before = await this.heap()
    for (let edit = 0; edit < edits; edit += 2) {
      await this.rename()
      await this.move()
    }
    await this.page.waitForTimeout(SETTLED_MS)
    const after = await this.heap()
    return { edits, before_mb: before, after_mb: after, grown_kb_an_edit: round(((after - before) * 1024) / edits, 1) }
  }

  private async heap(): Promise<number> {
    await this.cdp.send('HeapProfiler.collectGarbage')
    const { usedSize } = (await this.cdp.send('Runtime.getHeapUsage')) as { usedSize: number }
    return round(usedSize / 1048576, 1)
  }

  private async busy(): Promise<number> {
    const { metrics } = (await this.cdp.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] }
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  }
}
