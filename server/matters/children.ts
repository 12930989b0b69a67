/** What a child case's application is made of: the answers and materials of its parent. Pure and browser-safe. */
import type { ChildMatter } from './guide.ts'

/** The child's application data; a question that the parent's applicant was not asked has no answer. */
export function childData(child: ChildMatter, data: Record<string, unknown>): Record<string, unknown> {
  const answered = Object.entries(child.data).filter(([, from]) => Object.hasOwn(data, from)).map(([name, from]) => [name, data[from]])
  return { ...Object.fromEntries(answered), ...child.fixed }
}

/** The child's items that an item of the parent stands for, by code. */
export function itemsFor(child: ChildMatter, parentItem: string): string[] {
  return Object.entries(child.materials).filter(([, from]) => from === parentItem).map(([item]) => item)
}
