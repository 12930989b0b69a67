/** What stops or lengthens the law's clock stands in a law, article by article (行政许可法 42, 45; domain H1); what is not counted was planned and is outside. */
import { bundleRule, finding, say } from './rule.ts'
import { GUIDE } from './subject.ts'
import { ARTICLE } from './support/article.ts'

export default bundleRule('pauses-and-extensions-have-articles', 'error', ({ bundle }) => {
  const { pauses, extension } = bundle.matter
  return [
    ...pauses.flatMap(({ name, law }, index) => (ARTICLE.test(law) ? [] : [finding(GUIDE, `/pauses/${index}/law`, say`The pause "${name}" must name the article that leaves it out of the limit, but says "${law}". Write law and article, for instance 行政许可法第四十五条.`)])),
    ...(extension && !ARTICLE.test(extension.law) ? [finding(GUIDE, '/extension/law', say`The extension must name the article that allows it, but says "${extension.law}". Write law and article, for instance 行政许可法第四十二条.`)] : []),
  ]
})
