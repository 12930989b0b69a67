/**
 * Asks the rules again after each change: those of the browser in the worker at once, those of the server when the hand has rested.
 * States between two answers are passed over; the newest one is always judged.
 * What is told from here on is in the reader's language.
 */
import { inLanguage, languageOf } from '../../server/forms/sentence.ts'
import type { Server } from '../drafts/server.ts'
import type { PageModel } from '../page.ts'
import { DIAGRAM, type Workspace } from '../workspace.ts'
import type { Road } from './judgement.ts'
import type { Problem, Problems } from './problems.ts'
import type { Answered, Asked } from './worker.ts'

/** The server is asked this long after the last change, milliseconds. */
const REST_MS = 1500

export class LintWatch {
  private asked = 0
  private busy = false
  private stale = false
  private resting: ReturnType<typeof setTimeout> | undefined
  private here: { problems: Problem[]; road: Road | null; took: number } = { problems: [], road: null, took: 0 }
  private elsewhere: Problem[] = []
  private named: (problems: readonly Problem[], diagram: string) => Problem[] = (problems) => [...problems]
  private readonly worker: Worker

  /** @param said what people said of it, told with what the rules say */
  constructor(private readonly page: PageModel, private readonly workspace: Workspace, private readonly problems: Problems, private readonly server: Server, private readonly said: () => Problem[]) {
    this.worker = new Worker(page.worker)
    this.worker.onmessage = ({ data }: MessageEvent<Answered>) => this.answered(data)
    this.worker.onerror = () => this.problems.set({ state: 'broken', problems: [] })
    workspace.onChange(() => {
      this.look()
      clearTimeout(this.resting)
      this.resting = setTimeout(() => void this.askServer(), REST_MS)
    })
    this.look()
    void this.askServer()
    void import('./named.ts').then(({ namer, nameless }) => {
      const [guide, said] = [namer(this.page.locale), nameless(this.page.locale)]
      this.named = (problems, diagram) => said(problems, diagram).map(guide)
      if (this.problems.get().state === 'judged') this.tell()
    })
  }

  private look(): void {
    this.stale = true
    if (this.busy) return
    this.busy = true
    this.stale = false
    const question: Asked = { number: ++this.asked, files: this.workspace.files(), place: this.page.place }
    this.worker.postMessage(question)
  }

  private answered({ number, problems, road, took, broken }: Answered): void {
    this.busy = false
    if (this.stale) return this.look()
    if (number !== this.asked) return
    this.here = { problems, road, took }
    if (broken === undefined) this.tell()
    else this.problems.set({ state: 'broken', problems })
  }

  /** Without an answer (signed out, no connection) what was known stays; proposing asks once more. */
  private async askServer(): Promise<void> {
    const { revision } = this.workspace
    const answer = await this.server.judge(this.workspace.files())
    if (!('ok' in answer) || revision !== this.workspace.revision) return
    this.elsewhere = answer.ok.problems
    if (this.problems.get().state === 'judged') this.tell()
  }

  /** What people said has changed. */
  tellAgain(): void {
    if (this.problems.get().state === 'judged') this.tell()
  }

  private tell(): void {
    const spoken = [...this.here.problems, ...this.elsewhere].map((problem) => inLanguage(problem, languageOf(this.page.locale)))
    const found = this.named(spoken, this.workspace.read(DIAGRAM) ?? '')
    this.problems.set({ state: 'judged', problems: [...onceAnElement(found), ...this.said()], road: this.here.road, took: this.here.took })
  }
}

/** Where the engine refuses an element, or a rule of ours asks for its form, what Camunda's modeler would say of it is most often the same again; it comes up when the former is mended. */
function onceAnElement(problems: Problem[]): Problem[] {
  const told = (name: string): Set<string | undefined> => new Set(problems.flatMap(({ rule, element }) => (rule === name && element !== undefined ? [element] : [])))
  const [refused, formless] = [told('engine-takes-diagram'), told('steps-have-forms')]
  return problems.filter(({ rule, element, message }) => rule !== 'camunda-takes-diagram' || !(refused.has(element) || (formless.has(element) && message.includes('user-task-definition'))))
}
