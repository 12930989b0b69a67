/** The ways that scenarios went as one page: each diagram drawn, what was gone through coloured, what nobody went listed. Nothing is loaded from elsewhere and no script stands in it. */
import { drawDiagram } from '../../../processes/play/drawing.ts'
import { escape } from '../../../processes/play/escape.ts'
import type { Coverage, Missing, Named } from '../../../processes/play/coverage.ts'
import type { PlacedVerdict, Tested } from './playMatter.ts'

const STYLE = `
body { margin: 0; font: 15px/1.7 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; color: #1c2733; background: #f4f6f8; }
header, section { margin: 0 auto; padding: 20px 28px; max-width: 1800px; }
h1 { font-size: 22px; margin: 8px 0; } h2 { font-size: 18px; margin: 0 0 8px; } h3 { font-size: 15px; margin: 8px 0 0; } h2 small, h3 small { font-weight: normal; color: #5a6876; }
section { background: #fff; border: 1px solid #d8dee4; border-radius: 8px; margin-bottom: 20px; }
nav { display: flex; flex-wrap: wrap; gap: 6px 18px; } nav a { color: #0b5cad; }
.bars { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 8px 0 12px; } .bar { min-width: 190px; }
.bar b { font-variant-numeric: tabular-nums; } .bar i { display: block; height: 8px; border-radius: 4px; background: #f2c9c4; overflow: hidden; } .bar i span { display: block; height: 100%; background: #2f8f5b; }
ul { margin: 6px 0 12px; padding-left: 22px; } li.missed { color: #9c2b1f; } li.ok::marker { content: "✓ "; color: #2f8f5b; } li.failed::marker { content: "✗ "; color: #b3261e; }
code { font-size: 13px; color: #5a6876; } .drawing { overflow: auto; max-height: 85vh; border: 1px solid #e4e9ee; border-radius: 6px; background: #fff; }
.key { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 4px 0 12px; } .key span::before { content: ""; display: inline-block; width: 22px; height: 10px; margin-right: 6px; border: 2px solid; border-radius: 3px; vertical-align: -1px; }
.key .taken::before { border-color: #2f8f5b; background: #e6f4ec; } .key .missed::before { border-color: #b3261e; background: #fdeceA; border-style: dashed; }
svg { display: block; } svg text { font-family: inherit; fill: #1c2733; text-anchor: middle; } svg .name { font-size: 12px; } svg .scope-name { text-anchor: start; font-weight: 600; } svg .sign { fill: none; stroke: #44525f; stroke-width: 1.4; stroke-linejoin: round; }
svg rect, svg circle, svg polygon { fill: #fff; stroke: #44525f; stroke-width: 1.6; } svg polyline { fill: none; stroke: #44525f; stroke-width: 1.6; } svg .scope { fill: #fafbfc; fill-opacity: .6; }
svg .taken > rect, svg .taken > circle, svg .taken > polygon { fill: #e6f4ec; stroke: #2f8f5b; } svg .taken > rect.scope { fill: #f4faf6; } svg .taken > polyline { stroke: #2f8f5b; stroke-width: 2.4; }
svg .missed > rect, svg .missed > circle, svg .missed > polygon { fill: #fdecea; stroke: #b3261e; } svg .missed > polyline { stroke: #b3261e; stroke-width: 2.4; stroke-dasharray: 7 4; }
svg .inner { fill: none !important; } @media print { .drawing { overflow: visible; max-height: none; } svg { max-width: 100%; height: auto; } }`

/** Both heads of arrows once for all drawings. */
const ARROWS = ['arrow', 'arrow-missed'].map((id) => `<marker id="${id}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="${id === 'arrow' ? '#2f8f5b' : '#b3261e'}"/></marker>`).join('')

export async function page(tested: Tested[]): Promise<string> {
  const sections: string[] = []
  for (const one of tested) sections.push(await section(one))
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>情景覆盖 · Scenario coverage</title><style>${STYLE}</style></head>
<body><svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>${ARROWS}</defs></svg>
<header><h1>情景覆盖 <small>Scenario coverage</small></h1><nav>${tested.map(({ code, name }) => `<a href="#${escape(code)}">${escape(name || code)}</a>`).join('')}</nav></header>
${sections.join('\n')}
</body></html>
`
}

async function section({ code, name, diagram, problem, verdicts, coverage, tables }: Tested): Promise<string> {
  const head = `<h2>${escape(name || code)} <small>${escape(code)}</small></h2>`
  if (problem !== null || !coverage) return `<section id="${escape(code)}">${head}<ul><li class="failed">${escape(problem ?? '')}</li></ul></section>`
  const drawing = await drawDiagram(diagram, (id) => coverage.taken.get(id) ?? 0)
  return `<section id="${escape(code)}">${head}${bars(coverage)}${missing(coverage)}${unmet(tables)}<ul>${verdicts.map(scenario).join('')}</ul>
<div class="key"><span class="taken">走过 taken</span><span class="missed">没有情景走过 nobody went here</span></div>
${drawing ? `<div class="drawing" tabindex="0" role="region" aria-label="${escape(name)}">${drawing.svg}</div>` : '<p>流程图没有图形位置（BPMN DI），不能画出。The diagram has no places to draw.</p>'}</section>`
}

function bars({ flows, elements, ends }: Coverage): string {
  const bar = (words: string, { covered, all }: { covered: number; all: number }): string =>
    `<div class="bar">${words} <b>${covered}/${all}</b><i><span style="width:${all === 0 ? 100 : Math.floor((covered / all) * 100)}%"></span></i></div>`
  return `<div class="bars">${bar('流向 flows', flows)}${bar('节点 elements', elements)}${bar('结束 ends', ends)}</div>`
}

function missing({ missing: left }: Coverage): string {
  return left.length === 0 ? '' : `<h3>没有情景走过 <small>nobody went here</small></h3><ul>${left.map((one) => `<li class="missed">${words(one)} <code>${escape(one.id)}</code></li>`).join('')}</ul>`
}

function unmet(tables: Tested['tables']): string {
  const left = tables.flatMap(({ name, rows }) => rows.filter(({ met }) => met === 0).map(({ name: decision, row }) => `<li class="missed">“${escape(decision)}” 第 ${row} 行 <code>${escape(`tables/${name}.dmn`)}</code></li>`))
  return left.length === 0 ? '' : `<h3>没有用例试过的决策行 <small>rows no case met</small></h3><ul>${left.join('')}</ul>`
}

function words(one: Missing): string {
  const [name, at] = [one.name === '' ? '' : `“${escape(one.name)}”`, one.kind === 'element' && one.at ? `${quoted(one.at)} 上的` : '']
  return one.kind === 'flow' ? `${name}${name === '' ? '' : '：'}${quoted(one.from)} → ${quoted(one.to)}` : `${at}${name || escape(one.id)}`
}

function quoted({ id, name }: Named): string {
  return name === '' ? escape(id) : `“${escape(name)}”`
}

function scenario({ path, name, failures }: PlacedVerdict): string {
  const told = failures.map(({ line, wanted, found, todo }) => `<br>${escape(`${path}:${line}`)} — ${escape(wanted)} · ${escape(found)} · ${escape(todo)}`).join('')
  return `<li class="${failures.length === 0 ? 'ok' : 'failed'}">${escape(name)} <code>${escape(path)}</code>${told}</li>`
}
