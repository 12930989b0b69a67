/**
 * A matter that is part of a joint case (联办件的分项) may not come to require what the whole, as it is published, does not give: its cases would
 * be opened and wait for an operator. The same comparison as children-are-fed, from the part's side; the whole is named.
 */
import type { Bundle } from '../../server/matters/types.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { GUIDE } from './subject.ts'
import { misfits, type Misfit } from './support/feeding.ts'

export default bundleRule('wholes-stay-fed', 'error', ({ bundle, wholes = [] }) => wholes.flatMap((whole) => {
  const { code, name, children = [] } = whole.matter
  const found = children.filter((child) => child.matter === bundle.matter.code).flatMap((child) => misfits(child, bundle))
  return found.map((one) => told(one, bundle, `${name} (${code})`))
}))

function told({ kind, name }: Misfit, { matter }: Bundle, whole: string): Finding {
  const form = `forms/${matter.form}`
  const item = matter.materials.findIndex(({ code }) => code === name)
  switch (kind) {
    case 'untold': return finding(form, `/properties/${name}`, say`The form requires "${name}", but the joint case ${whole} does not tell it. Do not require it until the joint case gives it.`)
    case 'told-unasked': return finding(form, undefined, say`The form asks no "${name}", which the joint case ${whole} tells it. Keep the question until the joint case no longer gives it.`)
    case 'ungiven': return finding(GUIDE, `/materials/${item}`, say`The material "${name}" is required, but the joint case ${whole} does not give it. Do not require it until the joint case does.`)
    case 'given-unasked': return finding(GUIDE, '/materials', say`The guide asks for no material "${name}", which the joint case ${whole} gives. Keep it until the joint case no longer does.`)
    default: return kind satisfies never
  }
}
