/** A QR code as one SVG path, for pages and letters. Pure and browser-safe. */
import QRCode from 'qrcode'

/** The dark squares, one unit a square, with the quiet border a reader needs; `size` is the side of the view box. */
export function qrPath(content: string): { size: number; path: string } {
  const { data, size } = QRCode.create(content, { errorCorrectionLevel: 'M' }).modules
  const squares: string[] = []
  for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) if (data[row * size + column]) squares.push(`M${column + 2} ${row + 2}h1v1h-1z`)
  return { size: size + 4, path: squares.join('') }
}
