/** A signal's value inside a component, which is drawn again when it changes. */
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { Signal } from '../signal.ts'

export function useSignal<T>(signal: Signal<T>): T {
  const [value, set] = useState<T>(() => signal.get())
  useEffect(() => {
    set(() => signal.get())
    return signal.on((next) => set(() => next))
  }, [signal])
  return value
}
