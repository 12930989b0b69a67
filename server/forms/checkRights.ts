/** Rights of steps (`x-steps`): they speak of the root's own fields, once each, and never of the outcome. Whether the steps exist is a rule's. */
import { show, type Report } from './checking.ts'
import { isObject, type FormSchema } from './schema.ts'

export function checkRights(root: FormSchema, report: Report): void {
  const steps: unknown = root['x-steps']
  if (steps === undefined) return
  if (!isObject(steps)) return report('/x-steps', 'an object of steps', show(steps), 'Write { "<element id>": { "read": […], "hidden": […] } }.')
  for (const [step, rights] of Object.entries(steps)) {
    const at = `/x-steps/${step}`
    if (!isObject(rights) || Object.keys(rights).some((word) => word !== 'read' && word !== 'hidden')) {
      report(at, '{ read, hidden }', show(rights), 'List the fields the step only reads, and those it does not see.')
      continue
    }
    const seen = new Set<unknown>()
    for (const [word, names] of Object.entries(rights)) {
      if (!Array.isArray(names)) {
        report(`${at}/${word}`, 'a list of property names', show(names), 'Write a list.')
        continue
      }
      for (const name of names as unknown[]) {
        const property = typeof name === 'string' && isObject(root.properties) && Object.hasOwn(root.properties, name)
        if (!property) report(`${at}/${word}`, 'properties of the root', show(name), 'Correct the name; a field of a branch follows what it hangs on.')
        else if (name === 'outcome') report(`${at}/${word}`, 'no outcome', show(name), 'A step must be able to decide: leave outcome out.')
        else if (seen.has(name)) report(`${at}/${word}`, 'each property once', show(name), 'A field is read or hidden, not both.')
        seen.add(name)
      }
    }
  }
}
