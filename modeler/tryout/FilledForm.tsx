/**
 * A form filled in for a trial, as its people will see it: the page of the server in a frame, its answers read and judged by the form itself.
 * JSON stands beside it for whoever asks. What is done with the answers is the caller's.
 */
import { useEffect, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { Answers } from '../preview/answers.ts'
import { PreviewPage } from '../preview/page.ts'
import type { TabHost } from '../tab.ts'
import { Away, type Player } from './player.ts'

export interface FormOf { /** The child matter whose form it is. */ part: string | null; name: string; /** Null: as the applicant fills it in. */ step: string | null }

/** What the caller asks before it acts. */
export interface Handle { current: (() => Promise<Record<string, unknown> | null>) | null }

export interface FilledFormProps {
  host: TabHost
  player: Player
  form: FormOf
  data: Record<string, unknown>
  /** What was typed; what is answered instead is put into the form. */
  write(data: Record<string, unknown>): Record<string, unknown>
  say(text: string): void
  /** Set to what gives the answers, or null after it has said what is wrong with them. */
  handle: Handle
}

export function FilledForm(props: FilledFormProps) {
  const { host: { words }, data, write, say, handle } = props
  const [text, setText] = useState<string | null>(null)
  const fromText = async (): Promise<Record<string, unknown> | null> => {
    try {
      return JSON.parse(text!) as Record<string, unknown>
    } catch (error) {
      say(words('tryout.rec.json', { detail: (error as Error).message }))
      return null
    }
  }
  const back = async (): Promise<void> => {
    const typed = await fromText()
    if (!typed) return
    write(typed)
    setText(null)
  }
  if (text !== null) handle.current = fromText
  return (
    <div class="m-try-form">
      <p class="m-try-form-head">{words('tryout.rec.data')}<button type="button" class="m-link" onClick={() => (text === null ? setText(JSON.stringify(data, null, 2)) : void back())}>{words(text === null ? 'tryout.rec.asJson' : 'tryout.rec.asForm')}</button></p>
      {text === null
        ? <Frame {...props} />
        : <textarea rows={10} spellcheck={false} aria-label={words('tryout.rec.data')} value={text} onInput={(event) => setText(event.currentTarget.value)} />}
    </div>
  )
}

function Frame({ host, player, form, data, write, say, handle }: FilledFormProps) {
  const { words } = host
  const frame = useRef<HTMLIFrameElement>(null)
  const [away, setAway] = useState(false)
  const now = useRef(data)
  now.current = data
  const page = useRef<PreviewPage | null>(null)
  const judge = (answers: Answers) => player.check({ ...form, form: form.name, answers, base: now.current })
  const lost = (error: unknown): null => {
    if (error instanceof Away) setAway(true)
    else say(words('tryout.problem', { detail: (error as Error).message }))
    return null
  }
  useEffect(() => {
    const as = form.step === null ? 'applicant' as const : 'officer' as const
    const shown = new PreviewPage(host, { what: 'form', name: form.name, as, bare: true, ...(form.step === null ? {} : { step: form.step }) }, frame.current!, {
      away: setAway, matter: player.matter(form.part),
      shown: () => fit(frame.current),
      changed: (answers) => void judge(answers).then(({ data: typed }) => {
        const wanted = write(typed)
        if (wanted !== typed) void shown.fill(wanted)
      }, lost),
    })
    page.current = shown
    void shown.fill(now.current)
    return () => { shown.over = true }
  }, [host, form.part, form.name, form.step])
  handle.current = async () => {
    const answers = page.current?.answers()
    if (!answers) return now.current // nobody has seen the form, so nobody has changed it
    const checked = await judge(answers).catch(lost)
    if (!checked || checked.issues.length === 0) return checked && checked.data
    await page.current!.show(answers, true)
    say(words('tryout.rec.unfit', { count: checked.issues.length, detail: checked.issues[0]!.message }))
    return null
  }
  return <>{away && <p class="m-none" role="status">{words('tryout.away')}</p>}<iframe ref={frame} class="m-try-frame" sandbox="allow-same-origin" title={words('tryout.rec.data')} /></>
}

/** As high as the form in it. */
function fit(frame: HTMLIFrameElement | null): void {
  const form = frame?.contentDocument?.querySelector('form')
  if (frame && form) frame.style.height = `${Math.ceil(form.getBoundingClientRect().bottom + (frame.contentDocument!.scrollingElement?.scrollTop ?? 0)) + 16}px`
}
