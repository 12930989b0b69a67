/** A changed table keeps its author's spacing where nothing changed, remarks included; what cannot be laid side by side is written anew, never wrongly. */
import { DmnModdle } from 'dmn-moddle'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { respaced } from '../../modeler/tables/respaced.ts'

const anew = (cell: string, more = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<definitions id="d" name="样例 &#34;一&#34;">
  <rule id="r1">
    <inputEntry id="a">
      <text>${cell}</text>
    </inputEntry>
    <inputEntry id="b">
      <text></text>
    </inputEntry>
  </rule>${more}
</definitions>
`
const written = `<?xml version="1.0" encoding="UTF-8"?>
<!-- 样例：作者的注 -->
<definitions name='样例 "一"' id="d">
    <rule id="r1">
        <!-- 第一格 -->
        <inputEntry id="a"><text>true</text></inputEntry>
        <inputEntry id="b"><text /></inputEntry>
    </rule>
</definitions>
`

test('nothing changed: the file as it is', () => {
  expect(respaced(written, anew('true'), anew('true'))).toBe(written)
})

test('one cell changed: one line', () => {
  expect(respaced(written, anew('true'), anew('false'))).toBe(written.replace('<text>true', '<text>false'))
})

test('a rule is added and taken away: the others stand as they stood', () => {
  const rule = '\n  <rule id="r2">\n    <inputEntry id="c">\n      <text>1</text>\n    </inputEntry>\n  </rule>'
  const added = respaced(written, anew('true'), anew('true', rule))
  expect(added).toBe(written.replace('</rule>\n', `</rule>${rule}\n`))
  expect(respaced(added, anew('true', rule), anew('true'))).toBe(written)
})

test('a file that dmn-js reads as something else is written anew', () => {
  const other = written.replace('id="d"', 'id="d" version="1"')
  expect(respaced(other, anew('true'), anew('false'))).toBe(anew('false'))
})

test('the sample of this repository, as it is really read and written: one cell is one line', async () => {
  const sample = readFileSync('processes/daolu-wajue/tables/zhengfu-pizhun.dmn', 'utf8')
  const moddle = new DmnModdle() as unknown as { fromXML(xml: string): Promise<{ rootElement: object }>; toXML(tree: object, options: object): Promise<{ xml: string }> }
  const { xml } = await moddle.toXML((await moddle.fromXML(sample)).rootElement, { format: true })
  expect(xml.split('\n').length).toBeGreaterThan(sample.split('\n').length)
  expect(respaced(sample, xml, xml.replace('&lt; 5', '&lt; 8'))).toBe(sample.replace('&lt; 5', '&lt; 8'))
})
