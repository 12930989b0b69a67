/** 国务院令第716号 7: what sharing gives must not be asked of the applicant. A paper that a body issues has its place in the shared library. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

export default bundleRule('government-papers-are-shared', 'hint', ({ bundle }) => bundle.matter.materials.flatMap(({ name, source, share }, index) =>
  source !== 'government' || share !== undefined ? [] : [finding(GUIDE, `/materials/${index}/share`, say`"${name}" is issued by a body, but nothing in the shared library stands in for it, so the applicant must bring it. Set share to the kind of permit.`)]))
