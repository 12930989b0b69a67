/** What a laid-out page consists of: marks with absolute places in points, y downwards, text by its baseline. Pure data. */
export interface TextOp {
  op: 'text'
  x: number
  y: number
  text: string
  font: string
  size: number
  /** extra space after each character, for lines set to both edges */
  spacing: number
  colour?: string
}

export type Op =
  | TextOp
  | { op: 'line'; x1: number; y1: number; x2: number; y2: number; width: number }
  | { op: 'rect'; x: number; y: number; width: number; height: number; line: number }
  /** dark squares of a QR code, `unit` points each, as [column, row] */
  | { op: 'modules'; x: number; y: number; unit: number; dark: [number, number][] }
  | { op: 'seal'; x: number; y: number }

export type Page = Op[]
