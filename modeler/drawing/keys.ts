/** The keys that bpmn-js does not bind itself: grid and fit. The frame's own (panels, tabs) are frame/keys.ts. */
import { fitBeside, type Fitting } from './fit.ts'

interface Keyboard { addListener(priority: number, listener: (context: { keyEvent: KeyboardEvent }) => boolean | undefined): void; isKey(keys: string[], event: KeyboardEvent): boolean; isCmd(event: KeyboardEvent): boolean }

/** Before bpmn-js's own, which would take the key and do something else with it. */
const BEFORE = 1500

class Keys {
  static $inject = ['keyboard', 'canvas', 'grid']

  constructor(keyboard: Keyboard, canvas: Fitting, grid: { toggle(): void }) {
    const bind = (key: string, act: () => void): void => keyboard.addListener(BEFORE, ({ keyEvent }) => {
      if (!keyboard.isCmd(keyEvent) || keyEvent.shiftKey || keyEvent.altKey || !keyboard.isKey([key, key.toUpperCase()], keyEvent)) return undefined
      act()
      return true
    })
    bind('g', () => grid.toggle())
    bind('0', () => canvas.zoom(1, 'auto'))
    bind('1', () => fitBeside(canvas))
  }
}

export const keysModule = { __init__: ['tongbanKeys'], tongbanKeys: ['type', Keys] }
