/** What a schema allows at a path: property names with what they mean, and plain values. Pure; enough of JSON Schema for our own schemas. */
export interface Description {
  properties: { name: string; help?: string; object: boolean; list: boolean; text: boolean }[]
  values: unknown[]
}

interface Schema {
  $ref?: string
  $defs?: Record<string, Schema>
  type?: string | string[]
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  items?: Schema
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  description?: string
}

export function describe(root: object, path: readonly string[]): Description {
  const schemas = path.reduce<Schema[]>((found, key) => found.flatMap((schema) => childrenOf(root as Schema, schema, key)), alternatives(root as Schema, root as Schema))
  const properties = new Map<string, Description['properties'][number]>()
  for (const schema of schemas) {
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const meant = alternatives(root as Schema, inner)
      const is = (type: string) => meant.some((one) => [one.type].flat().includes(type))
      const help = inner.description ?? meant.find(({ description }) => description)?.description
      if (!properties.has(name)) properties.set(name, { name, ...(help ? { help } : {}), object: is('object'), list: is('array'), text: is('string') })
    }
  }
  const values = schemas.flatMap((schema) => [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const]), ...([schema.type].flat().includes('boolean') ? [true, false] : [])])
  return { properties: [...properties.values()], values: [...new Set(values)] }
}

function childrenOf(root: Schema, schema: Schema, key: string): Schema[] {
  const named = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined
  const other = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
  const item = /^\d+$/.test(key) ? schema.items : undefined
  return [named ?? other, item].filter((one) => one !== undefined).flatMap((one) => alternatives(root, one))
}

function alternatives(root: Schema, schema: Schema, turns = 8): Schema[] {
  const target = schema.$ref?.startsWith('#/$defs/') ? root.$defs?.[schema.$ref.slice('#/$defs/'.length)] : undefined
  const parts = [...(target ? [target] : []), ...(schema.anyOf ?? [])]
  return turns === 0 ? [schema] : [schema, ...parts.flatMap((one) => alternatives(root, one, turns - 1))]
}
