/** The shapes of BPMN as SVG: outlines, small signs inside, names that wrap. Pure and browser-safe; where a shape lies is drawing.ts. */
import { escape } from './escape.ts'

export interface Bounds { x: number; y: number; width: number; height: number }

export function frame(type: string, { x, y, width, height }: Bounds, { beside, event }: { beside: boolean; event: boolean }): string {
  const dashes = beside || event ? ' stroke-dasharray="4 3"' : ''
  if (type.endsWith('Event')) {
    const [cx, cy, r] = [x + width / 2, y + height / 2, Math.min(width, height) / 2]
    const inner = type === 'BoundaryEvent' || type.startsWith('Intermediate') ? `<circle class="inner" cx="${cx}" cy="${cy}" r="${r - 4}"${dashes}/>` : ''
    return `<circle cx="${cx}" cy="${cy}" r="${r}"${type === 'EndEvent' ? ' stroke-width="4"' : ''}${dashes}/>${inner}`
  }
  if (type.endsWith('Gateway')) return `<polygon points="${x + width / 2},${y} ${x + width},${y + height / 2} ${x + width / 2},${y + height} ${x},${y + height / 2}"/>`
  const scope = type === 'SubProcess' || type === 'Participant' || type === 'Lane'
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${scope ? 6 : 10}"${scope ? ' class="scope"' : ''}${dashes}/>`
}

/** Signs are drawn, since no font is sure to have them: paths in a box of 16 by 16. */
const SIGNS = {
  cross: 'M3 3L13 13M13 3L3 13', plus: 'M8 2V14M2 8H14', ring: 'M14 8A6 6 0 1 1 2 8A6 6 0 1 1 14 8', pentagon: 'M8 2L14 6.5L11.7 13.5H4.3L2 6.5Z',
  letter: 'M2 4H14V12H2ZM2 4L8 9L14 4', clock: 'M14 8A6 6 0 1 1 2 8A6 6 0 1 1 14 8M8 4V8L11 10', bolt: 'M3 13L6 4L10 10L13 3', triangle: 'M8 3L14 13H2Z', arrow: 'M2 6H9V3L14 8L9 13V10H2Z', back: 'M8 3L3 8L8 13ZM13 3L8 8L13 13Z',
  person: 'M10.5 5A2.5 2.5 0 1 1 5.5 5A2.5 2.5 0 1 1 10.5 5M3 14C3 8 13 8 13 14Z',
  gear: 'M10.5 8A2.5 2.5 0 1 1 5.5 8A2.5 2.5 0 1 1 10.5 8M8 1.5V4M8 12V14.5M1.5 8H4M12 8H14.5M3.4 3.4L5.2 5.2M10.8 10.8L12.6 12.6M12.6 3.4L10.8 5.2M5.2 10.8L3.4 12.6',
  table: 'M2 3H14V13H2ZM2 6.5H14M6 6.5V13', lines: 'M3 4H13M3 8H13M3 12H13', call: 'M2 2H14V14H2ZM8 5V11M5 8H11',
} as const
type Sign = keyof typeof SIGNS

const GATEWAYS: Record<string, Sign> = { ExclusiveGateway: 'cross', ParallelGateway: 'plus', InclusiveGateway: 'ring', EventBasedGateway: 'pentagon' }
const EVENTS: Record<string, Sign> = { MessageEventDefinition: 'letter', TimerEventDefinition: 'clock', ErrorEventDefinition: 'bolt', TerminateEventDefinition: 'ring', SignalEventDefinition: 'triangle', EscalationEventDefinition: 'triangle', LinkEventDefinition: 'arrow', CompensateEventDefinition: 'back' }
const TASKS: Record<string, Sign> = { UserTask: 'person', ServiceTask: 'gear', SendTask: 'letter', ReceiveTask: 'letter', BusinessRuleTask: 'table', ScriptTask: 'lines', CallActivity: 'call' }

export function iconOf(type: string, events: readonly string[], { x, y, width, height }: Bounds): string {
  const drawn = (sign: Sign | undefined, left: number, top: number, size: number): string =>
    sign === undefined ? '' : `<path class="sign" d="${SIGNS[sign]}" transform="translate(${left} ${top}) scale(${size / 16})"/>`
  const centre = (sign: Sign | undefined, size: number): string => drawn(sign, x + (width - size) / 2, y + (height - size) / 2, size)
  if (type.endsWith('Gateway')) return centre(GATEWAYS[type], 22)
  if (type.endsWith('Event')) return centre(EVENTS[events[0] ?? ''], 18)
  return drawn(TASKS[type], x + 5, y + 5, 14)
}

const SIZE = 12
const LINE = 15
/** A name that does not fit is cut; its whole stands in the title. */
const MOST_LINES = 5

/** Inside a task or sub-process; under an event or gateway, or where its author put it. */
export function label(type: string, name: string, bounds: Bounds, own: Bounds | null): string {
  if (name.trim() === '') return ''
  const scope = type === 'SubProcess'
  const inside = !type.endsWith('Event') && !type.endsWith('Gateway') && type !== 'Edge'
  const box = inside ? bounds : own ?? { x: bounds.x + bounds.width / 2 - 45, y: bounds.y + bounds.height + 4, width: 90, height: LINE }
  const lines = wrap(name, Math.max(inside ? box.width - 14 : Math.max(box.width, 84), 40)).slice(0, MOST_LINES)
  const x = scope ? box.x + 12 : box.x + box.width / 2
  // at the foot of a sub-process: its boundary events are drawn at the head as a rule
  const y = scope ? box.y + box.height - 12 - (lines.length - 1) * LINE : inside ? box.y + box.height / 2 - ((lines.length - 1) * LINE) / 2 + 4 : box.y + SIZE
  return `<text class="${scope ? 'name scope-name' : 'name'}" x="${x}" y="${y}">${lines.map((line, index) => `<tspan x="${x}" dy="${index === 0 ? 0 : LINE}">${escape(line)}</tspan>`).join('')}</text>`
}

/** Chinese breaks anywhere but before what closes, Latin words where they end. */
function wrap(name: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of name.slice(0, 200).match(/[\x21-\x7e]+|\s+|[（《“]?[^\x21-\x7e\s][，。、；：？！）》”]*/gu) ?? []) {
    if (line !== '' && widthOf(line + piece) > width) {
      lines.push(line.trim())
      line = ''
    }
    line += piece
  }
  return [...lines, line.trim()].filter(Boolean)
}

function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character.charCodeAt(0) < 0x2e80 ? SIZE * 0.56 : SIZE), 0)
}
