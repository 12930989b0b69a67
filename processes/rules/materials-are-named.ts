/** 2017 check of 201 platforms: 13 % asked for "other materials as required", which nobody can bring. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'

/** 其他…材料 with nothing between that would say which, 相关材料, … 等. */
const NAMELESS = /其[他它余](有关|相关|需要?|应当?|必要|必须|须|依法|要求|规定|提交|提供|补充|所|的)*(材料|资料|文件|证明|证件|手续)$|(法律|法规|规章|规定)的其[他它余]|^(有关|相关)(证明)?(材料|资料|文件)$|等(有关|相关)?(证明)?(材料|资料|文件|证件)?$/

export default bundleRule('materials-are-named', 'error', ({ bundle, organisation }) => {
  const seen = new Set<string>()
  return bundle.matter.materials.flatMap((item, index) => {
    const at = `/materials/${index}`
    const problems = []
    if (NAMELESS.test(item.name)) problems.push(finding(GUIDE, `${at}/name`, say`"${item.name}" names no material. Name each paper, or remove the line.`))
    if (seen.has(item.code)) problems.push(finding(GUIDE, `${at}/code`, say`The material code "${item.code}" stands twice. Rename one.`))
    seen.add(item.code)
    for (const body of item.onlyFor ?? []) if (!organisation.hasBody(body)) problems.push(finding(GUIDE, `${at}/onlyFor`, say`"${item.name}" is for the body "${body}", which the organisation does not have. Correct it.`))
    if (item.need === 'tolerant' && bundle.matter.tolerant === null) problems.push(finding(GUIDE, `${at}/need`, say`"${item.name}" may come later, but the guide says nothing of 容缺受理. Set tolerant with its rule, or make the material required.`))
    return problems
  })
})
