/**
 * One file of decision tables on the screen: opened from text, changed by hand, given back as text. Wraps dmn-js, of which only the editor of
 * decision tables is used, so that the rest of the tab speaks of decisions, rules and text, never of its services.
 */
import EditingManager, { type Viewer } from 'dmn-js-shared/lib/base/EditingManager'
import DecisionTableEditor from 'dmn-js-decision-table/lib/Editor'
import { xmlDepth } from '../../server/matters/diagram.ts'
import type { Locale } from '../words/words.ts'
import { leaveBrackets } from './brackets.ts'
import { clickIntoText } from './intoText.ts'
import { respaced } from './respaced.ts'
import { translateModule } from './translate.ts'

export interface DmnElement { $type: string; id?: string; name?: string; drgElement?: DmnElement[]; decisionLogic?: DmnElement; [property: string]: unknown }

export interface Drawn { id: string; name: string; /** false: an expression or a box, which this editor does not draw */ table: boolean }

/** What came of opening: why not, or the decisions of the file. */
export type Opened = { refused: string } | { decisions: Drawn[] }

interface Services {
  cellSelection: { getCellSelection(): string | null }
  selection: { select(id: string): void; deselect(): void }
  elementRegistry: { get(id: string): object | undefined }
}

/** Deeper than anybody boxes; what walks such a tree would overflow (server/matters/changes/tables.ts asks the same). */
const MOST_DEPTH = 200
/** A cell writes while people type; what listens is told when the hand rests for this long, milliseconds. */
const REST_MS = 120

class Manager extends EditingManager {
  protected _getViewProviders(): object[] {
    return [{ id: 'decisionTable', constructor: DecisionTableEditor, opens: isTable }]
  }
}

export class TableDrawing {
  private readonly manager: Manager
  /** The file as it was kept last, and the same as dmn-js writes it. */
  private kept: { written: string; normal: string } | undefined
  private resting: ReturnType<typeof setTimeout> | undefined

  /** @param changed told after each change by hand; not after `open` */
  constructor(private readonly place: HTMLElement, locale: Locale, changed: () => void) {
    this.manager = new Manager({
      container: place,
      decisionTable: { additionalModules: [translateModule(locale)] },
      // dates and times are what a case cannot be tried with row by row (rule tables-can-run), so they are not offered
      common: { feelLanguageContext: { parserDialect: 'camunda' }, debounceInput: false, dataTypes: ['string', 'number', 'boolean'] },
    })
    leaveBrackets(place)
    clickIntoText(place)
    this.manager.on('viewer.created', ({ viewer }: { viewer: Viewer }) => {
      viewer.on('commandStack.changed', ({ trigger }: { trigger: string }) => {
        if (trigger === 'clear') return
        this.rest()
        this.resting = setTimeout(() => { this.resting = undefined; changed() }, REST_MS)
      })
    })
  }

  /** Opens a text, or says why not. @param decision to begin with; else the first table */
  async open(xml: string, decision?: string): Promise<Opened> {
    this.rest()
    if (/<!DOCTYPE|<!ENTITY/i.test(xml)) return { refused: 'DOCTYPE' }
    if (xmlDepth(xml) > MOST_DEPTH) return { refused: `> ${MOST_DEPTH}` }
    try {
      await this.manager.importXML(xml, { open: false })
      this.kept = { written: xml, normal: (await this.manager.saveXML({ format: true })).xml }
      const decisions = drawnIn(this.manager.getDefinitions()!)
      await this.openDecision(decisions.find(({ id, table }) => table && id === decision)?.id ?? decisions.find(({ table }) => table)?.id)
      return { decisions }
    } catch (error) {
      return { refused: (error as Error).message.split('\n')[0]! }
    }
  }

  /** The decision whose table is on the screen; null: the file draws none. */
  get decision(): string | null {
    return this.manager.getActiveView()?.id ?? null
  }

  async openDecision(id: string | undefined): Promise<void> {
    const view = this.manager.getViews().find((one) => one.id === id)
    if (view) await this.manager.open(view)
  }

  /** In its author's spacing. */
  async xml(): Promise<string> {
    this.rest()
    const { xml } = await this.manager.saveXML({ format: true })
    const { written, normal } = this.kept ?? { written: xml, normal: xml }
    if (xml === normal && this.kept) return written
    this.kept = { written: respaced(written, normal, xml), normal: xml }
    return this.kept.written
  }

  /** Whether something was changed that nobody was told of yet. */
  get unkept(): boolean {
    return this.resting !== undefined
  }

  end(): void {
    this.rest()
    this.manager.destroy()
  }

  /** Which cell the cursor is in, to come back to it. */
  get cell(): string | null {
    return this.get('cellSelection')?.getCellSelection() ?? null
  }

  /** Puts the cursor into a cell, or into the first of a rule or a column; brings the decision to the screen that it belongs to. */
  async select(id: string): Promise<void> {
    const definitions = this.manager.getDefinitions()
    const owner = definitions?.drgElement?.find((one) => one.id === id || holds(one.decisionLogic, id))
    if (!owner?.id) return
    if (owner.id !== this.decision) await this.openDecision(owner.id)
    const cell = cellOf(owner.decisionLogic, id)
    if (cell && this.get('elementRegistry')?.get(cell)) {
      this.get('selection')!.deselect() // dmn-js takes no notice of a cell it believes to be in already
      this.get('selection')!.select(cell)
    }
    this.place.querySelector(`[data-element-id="${CSS.escape(cell ?? id)}"]`)?.scrollIntoView({ block: 'center', inline: 'center' })
  }

  private rest(): void {
    clearTimeout(this.resting)
    this.resting = undefined
  }

  private get<Name extends keyof Services>(name: Name): Services[Name] | undefined {
    return this.manager.getActiveViewer()?.get(name) as Services[Name] | undefined
  }
}

const list = (value: unknown): DmnElement[] => (Array.isArray(value) ? (value as DmnElement[]) : [])

function isTable({ $type, decisionLogic }: DmnElement): boolean {
  return $type === 'dmn:Decision' && decisionLogic?.$type === 'dmn:DecisionTable'
}

function drawnIn({ drgElement = [] }: DmnElement): Drawn[] {
  return drgElement.filter(({ $type }) => $type === 'dmn:Decision').map((one) => ({ id: one.id ?? '', name: one.name ?? one.id ?? '', table: isTable(one) }))
}

function holds(logic: DmnElement | undefined, id: string): boolean {
  return logic !== undefined && (logic.id === id || [...list(logic.input), ...list(logic.output)].some((one) => one.id === id || (one.inputExpression as DmnElement | undefined)?.id === id) || list(logic.rule).some((rule) => rule.id === id || cellsOf(rule).some((one) => one.id === id)))
}

function cellOf(logic: DmnElement | undefined, id: string): string | undefined {
  const rules = list(logic?.rule)
  const rule = rules.find((one) => one.id === id)
  return (rule ? cellsOf(rule)[0] : rules.flatMap(cellsOf).find((one) => one.id === id))?.id
}

function cellsOf(rule: DmnElement): DmnElement[] {
  return [...list(rule.inputEntry), ...list(rule.outputEntry)]
}
