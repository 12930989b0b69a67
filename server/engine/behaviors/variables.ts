/**
 * Zeebe's variable scopes: looked up from the inside out, local where a mapping says so, otherwise propagated to
 * the nearest scope that has the name, at last to the process instance.
 */
import type { FeelValue, Lookup } from '../feel/values.ts'
import { type Instance, type Key, placeOf, type Variables, NONE } from '../state.ts'
import { emit, type Work } from '../work.ts'

/** What an expression sees, and from which scope: that tells the process it is drawn in. */
export interface Sight extends Lookup { readonly scope: Key }

/** The variables in sight of a scope. `first` (results of earlier mappings) comes before all scopes. */
export function lookup(instance: Instance, scope: Key, first?: Variables): Sight {
  return {
    scope,
    get: (name) => {
      if (first && Object.hasOwn(first, name)) return first[name]
      for (let key = scope; key !== NONE; key = parent(instance, key)) {
        const local = instance.variables.get(key)
        if (local && Object.hasOwn(local, name)) return local[name]
      }
      return undefined
    },
    all: () => ({ ...visible(instance, scope), ...first }),
  }
}

/** Every variable a scope sees, inner ones hiding outer ones. */
export function visible(instance: Instance, scope: Key): Record<string, FeelValue> {
  const scopes: Variables[] = []
  for (let key = scope; key !== NONE; key = parent(instance, key)) {
    const local = instance.variables.get(key)
    if (local) scopes.push(local)
  }
  // spread, not Object.assign: a variable called __proto__ must stay a variable
  return scopes.reduceRight<Record<string, FeelValue>>((outer, inner) => ({ ...outer, ...inner }), {})
}

export function setLocal(work: Work, scope: Key, variables: Variables): void {
  if (Object.keys(variables).length > 0) emit(work, { type: 'VariablesSet', scope, variables })
}

/**
 * Zeebe's mergeDocument: each variable goes to the nearest scope from `scope` outwards that has it with another value, else to the
 * process instance. One that is there already with that very value does not stop it: it is set further out too.
 */
export function propagate(work: Work, scope: Key, variables: Variables): void {
  const byOwner = new Map<Key, Record<string, FeelValue>>()
  for (const [name, value] of Object.entries(variables)) {
    const owner = ownerOf(work.state, scope, name, value)
    const group = byOwner.get(owner) ?? {}
    define(group, name, value)
    byOwner.set(owner, group)
  }
  for (const [owner, group] of byOwner) emit(work, { type: 'VariablesSet', scope: owner, variables: group })
}

function ownerOf(instance: Instance, scope: Key, name: string, value: FeelValue): Key {
  for (let key = scope; key !== NONE; key = parent(instance, key)) {
    const local = instance.variables.get(key)
    if (local && Object.hasOwn(local, name) && JSON.stringify(local[name]) !== JSON.stringify(value)) return key
  }
  return placeOf(instance, scope).key
}

function parent(instance: Instance, key: Key): Key {
  const element = instance.elements.get(key)
  return element && !element.called ? element.scope : NONE // a called process does not see the variables around its call
}

/** Sets an own property, whatever its name: `__proto__` in a client's JSON is a variable like any other. */
export function define(target: Record<string, FeelValue>, name: string, value: FeelValue): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
}
