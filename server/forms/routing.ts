/** What of a form the engine may see: the plain answers listed under the root's `routing`, and nothing else (design decision 9). */
import { own, type FormData, type FormSchema, type Scalar } from './schema.ts'

export function routingOf(schema: FormSchema, data: FormData): Record<string, Scalar> {
  const routed: Record<string, Scalar> = {}
  for (const name of schema.routing ?? []) {
    const value = own(data, name)
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') routed[name] = value
  }
  return routed
}
