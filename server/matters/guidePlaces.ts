/**
 * How the places of a guide are called, for the modeler and for what the server says of a guide: by the names of the message catalogue, not
 * by JSON pointers. Keys only; the sentences are in server/web/messages. Pure and browser-safe.
 */

/** Places that only the authoring tabs name. */
const OWN = new Set(['amount', 'unit', 'agency', 'applicants', 'item', 'materials.code', 'result.type', 'children', 'children.matter', 'children.data', 'children.fixed', 'children.materials', 'accepted', 'stages', 'stages.field', 'order'])

/** A sentence of the catalogue; undefined where there is none. */
export type Find = (key: string, params?: Record<string, string | number>) => string | undefined

/** @param path keys without the numbers of list items: `['limits', 'statutory', 'law']` */
export function placeName(path: readonly string[], find: Find): string {
  const leaf = path.at(-1)!
  const dotted = path.join('.')
  const own = (name: string): string | undefined => (OWN.has(name) ? find(`authoring.guide.place.${name}`) : undefined)
  const keys = [`fact.guide.${dotted}`, `fact.${dotted}`, ...(path.length === 1 ? [`thing.${leaf}`] : []), `fact.${path.slice(-2).join('.')}`, `fact.${leaf}`]
  return own(dotted) ?? keys.map((key) => find(`matters.${key}`)).find((word) => word !== undefined) ?? own(leaf) ?? leaf
}

/** What guide-is-complete says begins with a pointer: 期限 › 法定期限 › 数量 stands in its place. Anything else stays as it is. */
export function withPlace<P extends { rule: string; element?: string; message: string }>(problem: P, find: Find): P {
  if (problem.rule !== 'guide-is-complete' || !problem.element?.startsWith('/')) return problem
  const pointer = /^(\/[\w/]+)(?=[:：])/.exec(problem.message)?.[1]
  if (pointer === undefined) return problem
  const keys = problem.element.split('/').slice(1)
  const words = keys.map((key, index) => (/^\d+$/.test(key) ? find('authoring.guide.row', { number: Number(key) + 1 }) ?? key : placeName(keys.slice(0, index + 1).filter((one) => !/^\d+$/.test(one)), find)))
  return { ...problem, message: `${words.join(' › ')}${problem.message.slice(pointer.length)}` }
}
