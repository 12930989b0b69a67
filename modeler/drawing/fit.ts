/** The whole picture on the screen, beside the palette and below what lies at the top, never larger than drawn. */
interface Box { x: number; y: number; width: number; height: number }
export interface Fitting { viewbox(box?: Box): { inner: Box; outer: { width: number; height: number } }; zoom(scale: number, center: 'auto'): number }

/** What lies over the picture, in pixels of the screen: the palette left, the switches below. */
const MARGIN = { left: 132, right: 24, top: 40, bottom: 60 }
/** On a canvas this narrow, a phone's, there is no palette (drawing.css). */
const NARROW = 640
/** A picture at a smaller scale cannot be read. */
export const READABLE = 0.6

/** @returns the scale */
export function fitBeside(canvas: Fitting): number {
  const { inner, outer } = canvas.viewbox()
  const left = outer.width < NARROW ? MARGIN.right : MARGIN.left
  const [width, height] = [outer.width - left - MARGIN.right, outer.height - MARGIN.top - MARGIN.bottom]
  if (inner.width <= 0 || width <= 0 || height <= 0) return 1
  const scale = Math.min(1, width / inner.width, height / inner.height)
  const spare = { x: width / scale - inner.width, y: height / scale - inner.height }
  canvas.viewbox({ x: inner.x - left / scale - Math.min(spare.x / 2, 60 / scale), y: inner.y - MARGIN.top / scale - spare.y / 2, width: outer.width / scale, height: outer.height / scale })
  return scale
}

/** What is looked for comes to where it can be seen: beside the palette, not below it. */
const SEEN = { top: 120, right: 120, bottom: 120, left: 190 }

class SeenBeside {
  static $inject = ['canvas']

  constructor(canvas: { scrollToElement(element: unknown, padding?: number | object): void } & Pick<Fitting, 'viewbox'>) {
    const scroll = canvas.scrollToElement.bind(canvas)
    canvas.scrollToElement = (element, padding) => scroll(element, typeof padding === 'number' ? padding : { ...SEEN, ...(canvas.viewbox().outer.width < NARROW ? { left: 60, right: 60 } : {}), ...padding })
  }
}

export const besideModule = { __init__: ['seenBeside'], seenBeside: ['type', SeenBeside] }
