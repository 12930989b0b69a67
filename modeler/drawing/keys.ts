/** The keys that bpmn-js does not bind itself: grid and fit. The frame's own (panels, tabs) are frame/keys.ts. */
interface Keyboard { addListener(priority: number, listener: (context: { keyEvent: KeyboardEvent }) => boolean | undefined): void; isKey(keys: string[], event: KeyboardEvent): boolean; isCmd(event: KeyboardEvent): boolean }

/** Before bpmn-js's own, which would take the key and do something else with it. */
const BEFORE = 1500

class Keys {
  static $inject = ['keyboard', 'canvas', 'grid']

  constructor(keyboard: Keyboard, canvas: { zoom(scale: number | string, center?: string): void }, grid: { toggle(): void }) {
    const bind = (key: string, act: () => void): void => keyboard.addListener(BEFORE, ({ keyEvent }) => {
      if (!keyboard.isCmd(keyEvent) || keyEvent.shiftKey || keyEvent.altKey || !keyboard.isKey([key, key.toUpperCase()], keyEvent)) return undefined
      act()
      return true
    })
    bind('g', () => grid.toggle())
    bind('0', () => canvas.zoom(1, 'auto'))
    bind('1', () => canvas.zoom('fit-viewport', 'auto'))
  }
}

export const keysModule = { __init__: ['tongbanKeys'], tongbanKeys: ['type', Keys] }
