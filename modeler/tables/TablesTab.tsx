/** The tab of the decision tables: which file, its tables to be changed by hand, and below them the cases that say whether they are right. */
import { useEffect, useMemo, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import { useSignal } from '../frame/useSignal.ts'
import type { Spot, TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { CasesPart } from './CasesPart.tsx'
import { History } from './history.ts'
import { END, FOLDER } from './inText.ts'
import { useKnown } from './known.ts'
import { TableList } from './TableList.tsx'
import { TablePart } from './TablePart.tsx'

export const WRITER = 'tables'

/** What a click on a problem, a case or a step of the diagram leads to; a new object leads there again. */
export interface Aim { path: string; element: string | undefined }

export interface TablesTabProps {
  host: TabHost
  say: Words
  spot: Spot | null
  /** Is told what has to be done before the files are sent. */
  flushes(flush: () => Promise<void>): void
}

export function TablesTab({ host, say, spot, flushes }: TablesTabProps) {
  const { workspace } = host
  const [, again] = useState(0)
  useEffect(() => workspace.onChange(() => again(workspace.revision)), [workspace])
  useSignal(host.problems)
  const [, deed] = useState(0)
  const history = useMemo(() => new History(workspace, WRITER, () => performance.now(), () => deed((count) => count + 1)), [workspace])
  const known = useKnown(host)
  const paths = workspace.paths(FOLDER).filter((path) => path.endsWith(END))
  const [chosen, choose] = useState(paths[0] ?? '')
  const [decision, look] = useState<string | null>(null)
  const [aim, aimAt] = useState<Aim | null>(null)
  useEffect(() => {
    const path = spot && tableOf(spot.file)
    if (!path || workspace.read(path) === undefined) return
    choose(path)
    aimAt({ path, element: spot.element })
  }, [spot])
  const path = paths.includes(chosen) ? chosen : paths[0]
  const move = (which: 'undo' | 'redo'): void => {
    const changed = tableOf(history[which]() ?? '')
    if (changed && workspace.read(changed) !== undefined) choose(changed)
  }
  const root = useRef<HTMLDivElement>(null)
  const keys = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement
    // also where nothing has the focus any more, since what had it is gone
    if (!root.current?.offsetParent || (target !== document.body && !root.current.contains(target))) return
    const command = (event.ctrlKey || event.metaKey) && !event.altKey ? event.key.toLowerCase() : ''
    // what is being typed into a field of a form is the browser's own to undo
    if (!['z', 'y'].includes(command) || target.closest('[data-own-undo]')) return
    event.preventDefault()
    event.stopPropagation()
    move(command === 'y' || event.shiftKey ? 'redo' : 'undo')
  }
  const pressed = useRef(keys)
  pressed.current = keys
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => pressed.current(event)
    addEventListener('keydown', listen, { capture: true })
    return () => removeEventListener('keydown', listen, { capture: true })
  }, [])
  return (
    <div class="m-tables" ref={root}>
      <TableList host={host} say={say} history={history} known={known} chosen={path} choose={choose} />
      {path === undefined ? <p class="m-none">{say('none')}</p> : (
        <div class="m-tables-work">
          <TablePart key={path} host={host} say={say} history={history} known={known} move={move} path={path} aim={aim?.path === path ? aim : null} look={look} flushes={flushes} choose={choose} />
          <CasesPart key={`${path} cases`} host={host} say={say} history={history} known={known} path={path} decision={decision} show={(element) => aimAt({ path, element })} />
        </div>
      )}
    </div>
  )
}

/** The file of tables that a file of the folder belongs to: itself, or the one whose cases they are. */
function tableOf(file: string): string | null {
  const name = /^tables\/(.+?)(?:\.dmn|\.cases\.yaml)?$/.exec(file)?.[1]
  return name === undefined ? null : `${FOLDER}${name}${END}`
}
