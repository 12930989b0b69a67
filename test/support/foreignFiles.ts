/**
 * Files of other tools before the modeler, for browser tests: opened as a person opens them, exported, compared with what they were, and
 * what the problems panel then says. The comparison reads XML by the browser's own parser, not by the one that the modeler reads with.
 */
import type { Page } from 'playwright-core'

/** What the page keeps for the tests: the last text exported, the rules' questions and answers. */
interface Watched { exported: Blob[]; asked: number; answered: number; problems: { element?: string; message: string; severity: string; rule: string }[]; took: number; broken?: string }
type WatchedWindow = typeof globalThis & { watched: Watched }

/** To be called before the page is opened. */
export async function watchModeler(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched: Watched = { exported: [], asked: 0, answered: 0, problems: [], took: 0 }
    Object.assign(globalThis, { watched })
    const made = URL.createObjectURL.bind(URL)
    URL.createObjectURL = (blob: Blob) => {
      watched.exported.push(blob)
      return made(blob)
    }
    globalThis.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options)
        this.addEventListener('message', ({ data }) => {
          if (data?.number === undefined || !('took' in data)) return
          Object.assign(watched, { answered: data.number, problems: data.problems, took: data.took, broken: data.broken })
        })
      }

      override postMessage(message: { number?: number; files?: object }, ...rest: never[]): void {
        if (message?.number !== undefined && message.files) watched.asked = message.number
        super.postMessage(message, ...rest)
      }
    }
  })
}

export interface Opening {
  /** What the person is told. */
  notice: string
  opened: boolean
  ms: number
}

/** Opens a text as a file from the disk. The name must differ from that of the file before: the sentence that tells of it is waited for. */
export async function openFile(page: Page, name: string, content: string | Buffer): Promise<Opening> {
  const started = performance.now()
  await page.locator('.m-head input[type=file]').setInputFiles({ name, mimeType: 'application/xml', buffer: Buffer.from(content as string) })
  const notice = page.locator('.m-notice', { hasText: name })
  await notice.waitFor({ timeout: 20_000 })
  const text = (await notice.textContent())!
  return { notice: text, opened: !text.startsWith('没有打开'), ms: performance.now() - started }
}

export async function exported(page: Page): Promise<string> {
  await page.evaluate(() => { (globalThis as WatchedWindow).watched.exported = [] })
  await page.click('text=导出 BPMN')
  return page.waitForFunction(() => (globalThis as WatchedWindow).watched.exported[0]?.text()).then((text) => text.jsonValue() as Promise<string>)
}

/** What the rules say of what is open now. */
export async function judged(page: Page): Promise<Watched> {
  await page.waitForFunction(() => {
    const { asked, answered } = (globalThis as WatchedWindow).watched
    return asked > 0 && asked === answered
  }, undefined, { timeout: 60_000 })
  return page.evaluate(() => ({ ...(globalThis as WatchedWindow).watched, exported: [] }))
}

/**
 * What a file had and has no more: elements, attributes and texts under the nearest element with an id, namespaces by their address.
 * Left out is what tells the tool that wrote last, and a value that stands for nothing else than none at all (`isForCompensation="false"`).
 * @returns `foreign`: of no namespace of BPMN, or below such an element; `own`: of BPMN itself
 */
export async function lost(page: Page, before: string, after: string): Promise<{ foreign: string[]; own: string[] }> {
  return page.evaluate(([was, is]) => {
    const OURS = /^http:\/\/www\.omg\.org\/spec\/(BPMN|DD)\/20100524\/(MODEL|DI|DC)$/
    const DEFAULTS: Record<string, string> = { isForCompensation: 'false', startQuantity: '1', completionQuantity: '1', isInterrupting: 'true', cancelActivity: 'true', typeLanguage: 'http://www.w3.org/2001/XMLSchema', expressionLanguage: 'http://www.w3.org/1999/XPath', instantiate: 'false', eventGatewayType: 'Exclusive', gatewayDirection: 'Unspecified', textFormat: 'text/plain', processType: 'None', isClosed: 'false', triggeredByEvent: 'false', isCollection: 'false', isSequential: 'false', isUnlimited: 'true', structureRef: '', isExecutable: 'false', behavior: 'All', parallelMultiple: 'false', minimum: '0', maximum: '1', itemKind: 'Information', isImmediate: 'true', testBefore: 'false' }
    // a declaration that nothing uses
    const DRAWN = /\/biocolor\/1\.0$|\/non-normative\/color\/1\.0$/
    const XMLNS = 'http://www.w3.org/2000/xmlns/'
    const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
    const entries = (xml: string): { key: string; foreign: boolean }[] => {
      const found: { key: string; foreign: boolean }[] = []
      const squeezed = (text: string): string => (/^-?[\d.]+$/.test(text) ? String(Number(text)) : text.replace(/\s+/g, ' ').trim())
      // a reference may be written with a prefix or without
      const walk = (element: Element, path: string, inside: boolean): void => {
        const foreign = inside || !OURS.test(element.namespaceURI ?? '')
        const id = !foreign && element.getAttribute('id')
        const key = id ? `#${id}:${element.localName}` : `${path}/${foreign ? `{${element.namespaceURI}}` : ''}${element.localName}`
        found.push({ key, foreign })
        for (const { name, localName, namespaceURI, value } of element.attributes) {
          if (namespaceURI === XMLNS) {
            if (value !== '' && !OURS.test(value) && !DRAWN.test(value)) found.push({ key: `xmlns ${value}`, foreign: true })
            continue
          }
          if (!foreign && (!namespaceURI && /^exporter/.test(name))) continue
          if (!foreign && (DEFAULTS[localName] === value || (namespaceURI === XSI && element.localName === 'waypoint'))) continue
          const stands = namespaceURI === XSI || (!foreign && /Ref$|^bpmnElement$/.test(localName)) ? value.replace(/^[\w.-]+:/, '') : value
          found.push({ key: `${key}@${namespaceURI ? `{${namespaceURI}}` : ''}${localName}=${squeezed(stands)}`, foreign: foreign || (namespaceURI !== null && namespaceURI !== XSI && !OURS.test(namespaceURI)) })
        }
        const text = squeezed([...element.childNodes].filter(({ nodeType }) => nodeType === 3 || nodeType === 4).map(({ nodeValue }) => nodeValue).join(''))
        if (text) found.push({ key: `${key}=${!foreign && /Ref$|^(incoming|outgoing)$/.test(element.localName) ? text.replace(/^[\w.-]+:/, '') : text}`, foreign })
        for (const child of element.children) walk(child, key, foreign)
      }
      const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement
      walk(root, '', false)
      return found
    }
    const left = new Map<string, number>()
    const count = (key: string, by: number): number => {
      left.set(key, (left.get(key) ?? 0) + by)
      return left.get(key)!
    }
    const spaces = new Set<string>()
    for (const { key } of entries(is!)) {
      if (key.startsWith('xmlns ')) spaces.add(key)
      else count(key, 1)
    }
    const gone = entries(was!).filter(({ key }) => (key.startsWith('xmlns ') ? !spaces.has(key) : count(key, -1) < 0))
    return { foreign: gone.filter(({ foreign }) => foreign).map(({ key }) => key), own: gone.filter(({ foreign }) => !foreign).map(({ key }) => key) }
  }, [before, after] as const)
}
