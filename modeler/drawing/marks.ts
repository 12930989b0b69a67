/** What is laid over the picture: problems as counts on their elements, the longest road with its limits, a run that goes wrong. Text goes in as text. */
import type { Move } from '../../processes/rules/soundness/net.ts'
import type { Problem } from '../lint/problems.ts'
import type { Road } from '../lint/judgement.ts'
import type { Words } from '../words/words.ts'
import { headerOf } from '../panel/extensions.ts'
import type { Drawing } from './drawing.ts'

const [LINT, ROAD] = ['tongban-lint', 'tongban-road']
const STEP_MS = 800

export class Marks {
  /** Element -> its sign. */
  private readonly signs = new Map<string, { says: string; overlay: string }>()
  private readonly marked = new Map<string, Set<string>>()
  private playing: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly drawing: Drawing, private readonly words: Words, private readonly opened: () => void) {}

  /** What says the same as before stays: with hundreds of elements, making all signs anew after each edit is felt. */
  problems(problems: Problem[]): void {
    const byElement = new Map<string, Problem[]>()
    for (const problem of problems) if (problem.element !== undefined && problem.severity !== 'hint' && this.isDrawn(problem.element)) byElement.set(problem.element, [...(byElement.get(problem.element) ?? []), problem])
    const overlays = this.drawing.get('overlays')
    for (const [id, { says, overlay }] of this.signs) {
      if (byElement.has(id) && says === textOf(byElement.get(id)!) && overlays.get(overlay)) continue
      overlays.remove(overlay)
      this.signs.delete(id)
    }
    for (const [id, found] of byElement) {
      if (this.signs.has(id)) continue
      this.signs.set(id, { says: textOf(found), overlay: overlays.add(id, LINT, { position: { top: -10, right: 12 }, html: this.badge(found), scale: { min: 0.7 } as never }) })
    }
  }

  /** @param road null takes the marks away */
  road(road: Road | null): void {
    this.drawing.get('overlays').remove({ type: ROAD })
    this.mark('m-road', road?.road ?? [])
    for (const id of road?.road ?? []) {
      const limit = this.isDrawn(id) && headerOf(this.drawing.element(id)!, 'limit')
      if (limit) this.drawing.get('overlays').add(id, ROAD, { position: { bottom: 8, left: 0 }, html: flag('m-road-limit', limit), scale: { min: 0.6 } as never })
    }
  }

  /** Plays a run step by step: what holds a token is coloured, the last state stays until something is clicked. */
  play(moves: Move[]): void {
    clearTimeout(this.playing)
    const tokens: string[] = []
    const step = (at: number): void => {
      const move = moves[at]
      if (!move) return
      for (const flow of move.take) tokens.splice(tokens.indexOf(flow), tokens.includes(flow) ? 1 : 0)
      tokens.push(...move.give)
      this.mark('m-token', [...tokens, move.via ?? move.element])
      if (this.isDrawn(move.element)) this.drawing.get('canvas').scrollToElement(this.drawing.element(move.element)!, 150)
      this.playing = setTimeout(() => step(at + 1), STEP_MS)
    }
    step(0)
  }

  stop(): void {
    clearTimeout(this.playing)
    this.mark('m-token', [])
  }

  private mark(marker: string, ids: string[]): void {
    const canvas = this.drawing.get('canvas')
    for (const id of this.marked.get(marker) ?? []) if (this.isDrawn(id)) canvas.removeMarker(id, marker)
    const drawn = new Set(ids.filter((id) => this.isDrawn(id)))
    for (const id of drawn) canvas.addMarker(id, marker)
    this.marked.set(marker, drawn)
  }

  private badge(problems: Problem[]): HTMLElement {
    const errors = problems.filter(({ severity }) => severity === 'error').length
    const badge = document.createElement('button')
    badge.type = 'button'
    badge.className = `m-badge ${errors > 0 ? 'm-badge-error' : 'm-badge-warning'}`
    badge.textContent = String(problems.length)
    badge.title = textOf(problems)
    badge.setAttribute('aria-label', `${this.words(errors > 0 ? 'severity.error' : 'severity.warning')} ${problems.length}`)
    badge.addEventListener('click', this.opened)
    return badge
  }

  private isDrawn(id: string): boolean {
    const element = this.drawing.element(id)
    return element !== undefined && element !== this.drawing.get('canvas').getRootElement()
  }
}

function textOf(problems: Problem[]): string {
  return problems.map(({ message }) => message).join('\n')
}

function flag(name: string, text: string): HTMLElement {
  const element = document.createElement('span')
  element.className = name
  element.textContent = text
  return element
}
