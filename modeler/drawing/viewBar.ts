/** The switches on the canvas: token simulation, the longest road with its sum against the promise. */
import type { Problems } from '../lint/problems.ts'
import type { Words } from '../words/words.ts'
import type { Drawing } from './drawing.ts'
import type { Marks } from './marks.ts'

export function viewBar(canvas: HTMLElement, { drawing, marks, problems, words }: { drawing: Drawing; marks: Marks; problems: Problems; words: Words }): void {
  const bar = document.createElement('div')
  bar.className = 'm-view'
  const sum = document.createElement('span')
  sum.className = 'm-view-sum'
  const simulate = button(words('view.simulate'), () => drawing.get('toggleMode').toggleMode())
  drawing.get('eventBus').on('tokenSimulation.toggleMode', ((event: { active: boolean }) => simulate.setAttribute('aria-pressed', String(event.active))) as never)
  const road = button(words('view.road'), () => {
    road.setAttribute('aria-pressed', String(road.getAttribute('aria-pressed') !== 'true'))
    show()
  })
  const show = (): void => {
    const on = road.getAttribute('aria-pressed') === 'true'
    const found = problems.get().road ?? null
    marks.road(on ? found : null)
    sum.textContent = !on ? '' : found ? words('view.sum', { days: Math.round(found.workingDays * 100) / 100, promised: found.promised }) : words('view.noSum')
  }
  problems.on(show)
  bar.append(simulate, road, sum)
  canvas.append(bar)
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'm-button'
  made.textContent = text
  made.setAttribute('aria-pressed', 'false')
  made.addEventListener('click', act)
  return made
}
