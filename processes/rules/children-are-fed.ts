/**
 * A child case (联办件的分项) is opened from its parent's application, so that nothing is asked twice: what it needs must be there, or the
 * case would wait for an operator. Judged against the child's own form and list, where that matter is at hand.
 */
import { readSheet } from '../../server/matters/sheet.ts'
import type { ChildMatter } from '../../server/matters/guide.ts'
import type { Bundle } from '../../server/matters/types.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { misfits, questionsOf } from './support/feeding.ts'
import { called, DIAGRAM, GUIDE, type BundleSubject } from './subject.ts'

export default bundleRule('children-are-fed', 'error', (subject) => {
  const { children = [] } = subject.bundle.matter
  const opened = opensOf(subject)
  const unlisted = opened.filter(({ matter }) => !children.some((child) => child.matter === matter))
  return [
    ...unlisted.map(({ element, matter }) => finding(DIAGRAM, element, say`Step ${called(subject.diagram.nodes.get(element)!)} opens a case of "${matter}", but the guide lists no such child. Add it to children.`, { fact: subject.diagram.nodes.get(element)!.jobType === 'case:open' ? 'header:matter' : 'header:sheet' })),
    ...children.flatMap((child, index) => childProblems(subject, child, `/children/${index}`, opened.some(({ matter }) => matter === child.matter))),
  ]
})

/** Departments of sheets with `case`, and steps `case:open`. */
function opensOf({ diagram }: BundleSubject): { element: string; matter: string }[] {
  return [...diagram.nodes.values()].flatMap(({ id, headers, jobType }) => {
    if (jobType === 'case:open') return [{ element: id, matter: headers.matter ?? '' }]
    const plan = headers.signing === 'sheet' ? readSheet(headers.sheet) : ''
    return typeof plan === 'string' ? [] : plan.departments.flatMap((one) => (one.case === undefined ? [] : [{ element: id, matter: one.case }]))
  })
}

function childProblems(subject: BundleSubject, child: ChildMatter, at: string, isOpened: boolean): Finding[] {
  const { bundle, matterOf } = subject
  const name = child.matter
  const asked = questionsOf(bundle.forms[bundle.matter.form])
  const items = new Set(bundle.matter.materials.map(({ code }) => code))
  const other = matterOf?.(name)
  const way = wayBack(subject, name)
  return [
    ...(way ? [finding(GUIDE, at, say`The child "${name}" leads back to this matter (${way.join(' -> ')}), so each case would open another without end. Take it out of children.`)] : []),
    ...(isOpened ? [] : [finding(GUIDE, at, say`The guide lists the child "${name}", which no step of the diagram opens. Draw it, or take it out of children.`)]),
    ...Object.entries(child.data).filter(([, from]) => !asked.has(from)).map(([to, from]) => finding(GUIDE, `${at}/data/${to}`, say`The child "${name}" takes "${to}" from "${from}", which the application form does not ask. Correct it.`)),
    ...Object.entries(child.materials).filter(([, from]) => !items.has(from)).map(([to, from]) => finding(GUIDE, `${at}/materials/${to}`, say`The child "${name}" takes the material "${to}" from "${from}", which the guide does not ask for. Correct it.`)),
    ...(matterOf && other === undefined ? [finding(GUIDE, at, say`The child "${name}" is no matter of these folders. Correct its code, or add the matter.`)] : []),
    ...(other && !way ? hungry(child, other, at) : []),
  ]
}

/** From this matter by this child, and by children of children, to this matter again; the shortest such way. */
function wayBack({ bundle, matterOf }: BundleSubject, child: string): string[] | undefined {
  const { code } = bundle.matter
  const seen = new Set([child])
  const ways = [[code, child]]
  for (const way of ways) {
    const last = way.at(-1)!
    if (last === code) return way
    for (const { matter } of matterOf?.(last)?.matter.children ?? []) {
      if (seen.has(matter)) continue
      seen.add(matter)
      ways.push([...way, matter])
    }
  }
  return undefined
}

/** What the child's own form and list require and nobody gives; and what it is given that it does not know. */
function hungry(child: ChildMatter, other: Bundle, at: string): Finding[] {
  const { code } = other.matter
  return misfits(child, other).map(({ kind, name }) => {
    switch (kind) {
      case 'untold': return finding(GUIDE, `${at}/data`, say`The child "${code}" must be told "${name}", but children gives it no answer. Map it in data, or set it in fixed.`)
      case 'told-unasked': return finding(GUIDE, at, say`The child "${code}" is told "${name}", which its form does not ask. Take it out.`)
      case 'ungiven': return finding(GUIDE, `${at}/materials`, say`The child "${code}" must have the material "${name}", but children gives it none. Map it in materials.`)
      case 'given-unasked': return finding(GUIDE, `${at}/materials/${name}`, say`The child "${code}" does not ask for the material "${name}". Take it out.`)
      default: return kind satisfies never
    }
  })
}
