/** The pen that fills pages from top to bottom. Knows heights and page breaks, nothing of blocks. */
import { AREA, LEADING, SIZE } from './geometry.ts'
import { breakLines, placeLine, type Line, type Ruler, type Setting } from './lines.ts'
import type { Op, Page } from './ops.ts'

export interface Flow {
  ruler: Ruler
  pages: Page[]
  /** top of what comes next, on the last page */
  y: number
  /** Tightening of the leading, 1 = as the norm has it. */
  tight: number
}

export function openFlow(ruler: Ruler, tight: number): Flow {
  return { ruler, pages: [[]], y: AREA.top, tight }
}

export function put(flow: Flow, ...ops: Op[]): void {
  flow.pages.at(-1)!.push(...ops)
}

export function turnPage(flow: Flow): void {
  flow.pages.push([])
  flow.y = AREA.top
}

/** Turns the page unless `height` points are left. */
export function ensure(flow: Flow, height: number): void {
  if (flow.y + height > AREA.bottom + 0.01 && flow.y > AREA.top) turnPage(flow)
}

/** Empty space; it shrinks first when lines must move closer. */
export function skip(flow: Flow, height: number): void {
  flow.y = Math.min(flow.y + height * flow.tight ** 2, AREA.bottom)
}

/** Distance of two baselines for a size. */
export function leading(flow: Flow, size: number): number {
  return LEADING * (size / SIZE.body) * flow.tight
}

/** Where in its line box a text of this size stands. */
export function baseline(top: number, height: number, size: number): number {
  return top + height / 2 + size * 0.36
}

export interface TextStyle extends Omit<Setting, 'width'> {
  align?: 'left' | 'center' | 'right' | 'both'
  colour?: string
  /** Left edge and width when they are not the type area's. */
  x?: number
  width?: number
}

/** Sets a text over as many lines and pages as it needs. */
export function write(flow: Flow, text: string, style: TextStyle): void {
  const { size, indent = 0, align = 'both', x = AREA.left, width = AREA.width } = style
  const height = leading(flow, size)
  breakLines(flow.ruler, text, { ...style, width }).forEach((line, index) => {
    ensure(flow, height)
    const shift = index === 0 ? indent : 0
    put(flow, ...placeLine(line, { x: x + shift, y: baseline(flow.y, height, size), size, align, width: width - shift, ...(style.colour ? { colour: style.colour } : {}) }))
    flow.y += height
  })
}

/** Sets lines that were broken before, at a place of their own: cells and marks, never across pages. */
export function writeLines(flow: Flow, lines: Line[], place: { x: number; top: number; width: number; size: number; align?: 'left' | 'center' | 'right' }): void {
  const height = cellLeading(flow, place.size)
  lines.forEach((line, index) => {
    put(flow, ...placeLine(line, { x: place.x, y: baseline(place.top + index * height, height, place.size), size: place.size, align: place.align ?? 'left', width: place.width }))
  })
}

export function cellLeading(flow: Flow, size: number): number {
  return size * 1.5 * Math.max(flow.tight, 0.86)
}
