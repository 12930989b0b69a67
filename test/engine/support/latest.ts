/** The keys under which the versions of an id are known, the latest last: when it is deleted the one before is the latest again. */
export class Latest {
  private readonly keys = new Map<string, number[]>()

  deployed(id: string, key: number): void {
    const known = this.keys.get(id) ?? []
    if (!known.includes(key)) this.keys.set(id, [...known, key])
  }

  deleted(id: string): void {
    this.keys.get(id)?.pop()
  }

  /** A key nobody has, when there is none. */
  of(id: string): number {
    return this.keys.get(id)?.at(-1) ?? 404
  }
}
