/**
 * One diagram on the screen: opened from text, changed by hand, given back as text. Wraps bpmn-js so that the rest of the modeler
 * speaks of elements and text, never of its services.
 */
import zeebeModdle from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' }
import type { Fact } from '../../processes/rules/rule.ts'
import { feelModule } from '../feel/module.ts'
import { entriesFor } from '../panel/entriesFor.ts'
import { headersOf } from '../panel/extensions.ts'
import type { Surroundings } from '../panel/groups.tsx'
import { panelModule } from '../panel/module.ts'
import { defaultNamesModule } from '../templates/defaultNames.ts'
import { conceptOfElement } from '../templates/facts.ts'
import { localised } from '../templates/localised.ts'
import { menusModule } from '../templates/menus.ts'
import { conceptsModule } from '../templates/module.ts'
import { orderUndoModule } from '../templates/orderUndo.ts'
import { upgrade, upgradeModule, type Upgraded } from '../templates/upgrade.ts'
import { besideModule, fitBeside, READABLE } from './fit.ts'
import { keysModule } from './keys.ts'
import { Modeler, modules } from './modules.ts'
import { orderModule } from './order.ts'
import { pictured } from './picture.ts'
import { namePlatform, platformModdle } from './platform.ts'
import { translateModule } from './translate.ts'
import { openEntry } from './openEntry.ts'
import { undrawnModule } from './undrawn.ts'
import { looked, partly, type Unreadable } from './readable.ts'
import type { Locale } from '../words/words.ts'

export interface Shape { id: string; type: string; width: number; height: number; x: number; y: number; businessObject: Moddle; parent?: Shape; labelTarget?: Shape }
export interface Moddle { $type: string; id: string; name?: string; get(name: string): unknown; set(name: string, value: unknown): void; [property: string]: unknown }

/** The services of bpmn-js that we use, as far as we use them. */
export interface Services {
  canvas: { zoom(scale: number | 'fit-viewport', center?: 'auto' | object): number; addMarker(id: string, marker: string): void; removeMarker(id: string, marker: string): void; scrollToElement(element: Shape, padding?: number | object): void; resized(): void; getRootElement(): Shape; findRoot(element: Shape): Shape | undefined; setRootElement(root: Shape): void; viewbox(): { inner: { width: number; height: number; x: number; y: number }; outer: { width: number; height: number }; scale: number }; focus(): void }
  commandStack: { execute(command: string, context: object): void; canUndo(): boolean; canRedo(): boolean; undo(): void; redo(): void }
  elementRegistry: { get(id: string): Shape | undefined; getAll(): Shape[]; getGraphics(element: Shape): SVGElement }
  elementTemplates: { get(element: Shape | string, version?: number): object | null; getAll(): object[]; getLatest(id: string): { version: number }[]; applyTemplate(element: Shape, template: object): Shape }
  elementTemplatesLoader: { setTemplates(templates: object[]): void }
  eventBus: { on(events: string | string[], listener: (event: never) => unknown): void; off(events: string | string[], listener: (event: never) => unknown): void; fire(event: string, data?: object): void }
  minimap: { open(): void; close(): void; toggle(open?: boolean): void; isOpen(): boolean }
  modeling: { updateProperties(element: Shape, properties: object): void }
  overlays: { add(id: string, type: string, overlay: { position: object; html: HTMLElement; show?: object; scale?: boolean }): string; remove(filter: object | string): void; get(id: string): object | undefined }
  selection: { select(element: Shape | Shape[] | null): void; get(): Shape[] }
  editorActions: { trigger(action: string, options?: object): unknown; isRegistered(action: string): boolean; register(actions: Record<string, (options?: object) => unknown>): void }
  toggleMode: { toggleMode(active?: boolean): void }
  grid: { toggle(visible?: boolean): void; isVisible(): boolean }
}

/** Which tool wrote a file last, as other modelers say it of themselves on saving; bpmn-js leaves the one that wrote it first. */
const EXPORTER = { exporter: 'Tongban', exporterVersion: '1' }

/** What came of opening a text: why not, or what of it was not drawn and which steps took a newer template. */
export type Opened = { refused: Unreadable } | { partly: Unreadable[]; upgraded: Upgraded; /** It had no picture and was given one. */ laidOut?: boolean }

export class Drawing {
  private readonly modeler: InstanceType<typeof Modeler>
  private readonly changed = new Set<() => void>()

  constructor(private readonly places: { canvas: HTMLElement; properties: HTMLElement }, options: { locale: Locale; surroundings: Surroundings; more?: object[] }) {
    this.modeler = new Modeler({
      container: places.canvas,
      propertiesPanel: { parent: places.properties },
      moddleExtensions: { zeebe: zeebeModdle, modeler: platformModdle },
      surroundings: options.surroundings,
      elementTemplates: localised(options.locale),
      additionalModules: [...modules, translateModule(options.locale), keysModule, orderModule, undrawnModule, besideModule, conceptsModule, defaultNamesModule, upgradeModule, orderUndoModule, menusModule, feelModule, panelModule, ...(options.more ?? [])],
    } as never)
    this.get('eventBus').on(['commandStack.changed'], () => { for (const listener of this.changed) listener() })
  }

  get<Name extends keyof Services>(name: Name): Services[Name] {
    return this.modeler.get(name) as Services[Name]
  }

  /** Opens a text, or leaves what is open as it is and says why not: file, line and element. A text that could not be written again is not opened. */
  async open(xml: string): Promise<Opened> {
    const refused = await looked(xml)
    if (refused) return { refused }
    const before = this.isOpen() ? await this.xml() : null
    try {
      const made = await pictured(xml)
      const { warnings } = await this.modeler.importXML(made ?? xml)
      namePlatform(this.modeler.getDefinitions() as unknown as Moddle)
      const upgraded = upgrade(this)
      await this.xml()
      return { partly: partly(warnings as unknown[], xml), upgraded, laidOut: made !== null }
    } catch (error) {
      // a tree that can be read but not drawn: bpmn-js has cleared its canvas by now
      if (before !== null) await this.modeler.importXML(before)
      return { refused: { message: (error as Error).message.split('\n')[0]! } }
    }
  }

  isOpen(): boolean {
    return this.modeler.getDefinitions() !== undefined
  }

  /** A simulation that is being played colours the picture; it ends before anything is kept of it. */
  async xml(): Promise<string> {
    this.get('toggleMode').toggleMode(false)
    const definitions = this.modeler.getDefinitions() as unknown as Moddle
    for (const [name, value] of Object.entries(EXPORTER)) definitions.set(name, value)
    const { xml } = await this.modeler.saveXML({ format: true })
    return `${xml!.trimEnd()}\n`
  }

  async svg(): Promise<string> {
    this.get('toggleMode').toggleMode(false)
    return (await this.modeler.saveSVG()).svg
  }

  definitions(): object {
    return this.modeler.getDefinitions()!
  }

  /** After each change by hand, an undo included; not after `open`. */
  onChange(listener: () => void): () => void {
    this.changed.add(listener)
    return () => void this.changed.delete(listener)
  }

  element(id: string): Shape | undefined {
    return this.get('elementRegistry').get(id)
  }

  /** Brings an element to the middle, selects it and, where a fact is named, opens its entry in the panel. What is not drawn (the file itself) shows the process. */
  show(id: string | undefined, fact?: Fact): void {
    const canvas = this.get('canvas')
    const element = (id === undefined ? undefined : this.element(id)) ?? canvas.getRootElement()
    canvas.resized() // a panel may have opened beside it just now
    const root = canvas.findRoot(element)
    if (root) canvas.setRootElement(root)
    if (element !== canvas.getRootElement()) {
      canvas.scrollToElement(element)
      this.get('selection').select(element)
    } else {
      this.get('selection').select(null)
    }
    if (fact) {
      const headers = headersOf(element).map(({ key }) => key)
      openEntry(this.places.properties, this.get('eventBus'), entriesFor(fact, { id: element.id, concept: conceptOfElement(element.businessObject), headers }))
    }
  }

  /** The whole picture where it fits readably, else its beginning. */
  fit(): void {
    if (fitBeside(this.get('canvas')) < READABLE) {
      this.get('canvas').zoom(1, 'auto')
      this.begin()
    }
  }

  private begin(): void {
    const start = this.get('elementRegistry').getAll().find(({ type }) => type === 'bpmn:StartEvent')
    if (start) this.get('canvas').scrollToElement(start)
  }
}
