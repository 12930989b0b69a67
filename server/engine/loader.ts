/** Brings instances back into memory when a request needs them: two requests that want the same one wait for one reading. Writes nothing. */
import type pg from 'pg'
import type { Machine } from './machine/machine.ts'
import type { Key } from './state.ts'
import { readInstances } from './store/read.ts'

export class Loader {
  private readonly loading = new Map<Key, Promise<void>>()

  /** @param parts `reader`: a session of its own, so that reading goes on while a commit is on its way. */
  constructor(private readonly parts: { machine: Machine; reader: pg.ClientBase }) {}

  /** @throws Error when one of them has no rows though something refers to it: a bug of ours. */
  async load(keys: readonly Key[]): Promise<void> {
    const wanted = keys.filter((key) => !this.loading.has(key))
    if (wanted.length > 0) {
      const read = this.read(wanted).finally(() => wanted.forEach((key) => this.loading.delete(key)))
      for (const key of wanted) this.loading.set(key, read)
    }
    await Promise.all(keys.map((key) => this.loading.get(key)))
  }

  private async read(keys: readonly Key[]): Promise<void> {
    const { machine, reader } = this.parts
    const found = await readInstances(reader, keys, (key, characters) => machine.instances.weigh(key, characters))
    for (const instance of found) machine.instances.set(instance)
    const gone = keys.filter((key) => !machine.instances.get(key))
    if (gone.length > 0) throw new Error(`Instances ${gone.join(', ')} have no rows though something refers to them`)
  }
}
