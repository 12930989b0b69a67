/** One file of tables: dmn-js in its place, which decision of it is shown, who calls it, how cells are filled in; renaming and deleting the file. */
import { useEffect, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import { decisionTablesIn, type DecisionTable } from '../../server/matters/decisionTables.ts'
import type { TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { DIAGRAM } from '../workspace.ts'
import { CASES_END } from '../../processes/play/tables.ts'
import { TableDrawing, type Opened } from './dmn.ts'
import { FileActs } from './FileActs.tsx'
import { Hints } from './Hints.tsx'
import type { History } from './history.ts'
import { callersInText } from './inText.ts'
import { translated } from './translate.ts'
import type { Known } from './known.ts'
import { keepMeanings } from './meaning.ts'
import { meaningsIn } from './meanings.ts'
import { WRITER, type Aim } from './TablesTab.tsx'

interface PartProps {
  host: TabHost
  say: Words
  history: History
  known: Known
  move(which: 'undo' | 'redo'): void
  path: string
  aim: Aim | null
  /** Is told which decision is on the screen. */
  look(decision: string | null): void
  flushes(flush: () => Promise<void>): void
  choose(path: string): void
}

export function TablePart({ host, say, history, known, move, path, aim, look, flushes, choose }: PartProps) {
  const { workspace } = host
  const place = useRef<HTMLDivElement>(null)
  const drawing = useRef<TableDrawing | null>(null)
  const [opened, open] = useState<Opened>({ decisions: [] })
  const [decision, show] = useState<string | null>(null)
  const [tables, read] = useState<DecisionTable[]>([])
  const xml = workspace.read(path) ?? ''
  const meanings = useRef<ReadonlyMap<string, string>>(new Map())
  meanings.current = meaningsIn(tables, say, known)
  const said = useRef<() => void>(() => undefined)
  useEffect(() => said.current(), [tables, known])
  const shown = (): void => {
    const id = drawing.current?.decision ?? null
    show(id)
    look(id)
  }
  useEffect(() => {
    const keep = async (): Promise<void> => { history.write({ [path]: await made.xml() }) }
    const made = new TableDrawing(place.current!, host.page.locale, () => void keep())
    drawing.current = made
    const draw = async (): Promise<void> => {
      const [at, cell] = [made.decision, made.cell]
      const came = await made.open(workspace.read(path) ?? '', at ?? undefined)
      open(came)
      shown()
      if (cell) await made.select(cell)
    }
    void draw()
    const words = keepMeanings(place.current!, {
      of: (cell) => meanings.current.get(cell) ?? '',
      type: (name) => translated(host.page.locale, name),
      handles: { rule: say('drag.rule'), input: say('drag.input'), output: say('drag.output'), menu: say('menu') },
    })
    const stopHearing = workspace.onChange(({ path: changed, writer }) => { if (changed === path && writer !== WRITER && workspace.read(path) !== undefined) void draw() })
    said.current = words.look
    flushes(async () => { if (made.unkept) await keep() })
    return () => {
      stopHearing()
      words.end()
      flushes(async () => undefined)
      if (made.unkept && workspace.read(path) !== undefined) void keep().then(() => made.end())
      else made.end()
    }
  }, [path])
  useEffect(() => {
    let gone = false
    void decisionTablesIn(xml).then((found) => { if (!gone) read(found ?? []) })
    return () => { gone = true }
  }, [xml])
  useEffect(() => { if (aim?.element && 'decisions' in opened) void drawing.current!.select(aim.element).then(shown) }, [aim, opened])
  const drawn = 'decisions' in opened ? opened.decisions : []
  const others = drawn.filter(({ table }) => !table)
  const callers = callersInText(workspace.read(DIAGRAM) ?? '', drawn.map(({ id }) => id), host.words, host.page.locale)
  const problems = host.problems.of((file) => file === path)
  return (
    <section class="m-tables-part" aria-label={say('work')}>
      <div class="m-bar">
        <button type="button" class="m-button" disabled={!history.canUndo} onClick={() => move('undo')}>{say('undo')}</button>
        <button type="button" class="m-button" disabled={!history.canRedo} onClick={() => move('redo')}>{say('redo')}</button>
        {drawn.filter(({ table }) => table).length > 1 && (
          <select class="m-choice" aria-label={say('decision')} value={decision ?? ''} onChange={(event) => void drawing.current!.openDecision(event.currentTarget.value).then(shown)}>
            {drawn.filter(({ table }) => table).map(({ id, name }) => <option value={id}>{name}</option>)}
          </select>
        )}
        <span class="m-hint">{callers.length === 0 ? say('uncalled') : say('called', { steps: callers.map(({ name }) => say('step', { name })).join(say('comma')) })}</span>
        <FileActs host={host} say={say} history={history} path={path} cases={path.replace(/\.dmn$/, CASES_END)} callers={callers} choose={choose} />
      </div>
      <Hints say={say} known={known} />
      {problems.map(({ message, element }) => <p class="m-wrong m-tables-wrong"><button type="button" class="m-link" onClick={() => { if (element) void drawing.current!.select(element).then(shown) }}>{message}</button></p>)}
      {'refused' in opened && <p class="m-none">{say('refused', { detail: opened.refused })}</p>}
      {'decisions' in opened && drawn.length > 0 && decision === null && <p class="m-none">{say('noTable')}</p>}
      {decision !== null && others.length > 0 && <p class="m-hint">{say('expressions', { names: others.map(({ name }) => name).join(say('comma')) })}</p>}
      <div class="m-tables-drawing" ref={place} hidden={decision === null} role="region" aria-label={say('drawn')} />
    </section>
  )
}
