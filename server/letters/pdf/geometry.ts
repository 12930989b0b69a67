/** The sheet a letter is set on, in points, after GB/T 9704-2012 (党政机关公文格式): A4, type area 156 x 225 mm, body 三号. */
export const mm = (length: number): number => (length * 72) / 25.4

export const SHEET = { width: mm(210), height: mm(297) }
/** 天头 37 mm, 订口 28 mm, type area 156 mm wide and 225 mm high */
export const AREA = { left: mm(28), top: mm(37), width: mm(156), height: mm(225), right: mm(184), bottom: mm(262) }

export const SIZE = { title: 22, certificateTitle: 28, body: 16, small: 12, tiny: 9 }
/** 22 lines a page: 225 mm / 22 */
export const LEADING = AREA.height / 22
/** 县级机关印章直径 42 mm (国发〔1999〕25号) */
export const SEAL_DIAMETER = mm(42)
