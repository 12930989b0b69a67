/**
 * The sentences of bpmn-js and its panels in Chinese: the community's catalogue, ours laid over it where it is silent or says it
 * otherwise than this platform does. What neither has stays English and is listed by the test.
 */
import community from 'bpmn-js-i18n-zh/lib/bpmn-js/index.js'
import panel from 'bpmn-js-i18n-zh/lib/properties-panel/index.js'
import zeebePanel from 'bpmn-js-i18n-zh/lib/zeebe-properties-panel/index.js'
import ours from '../words/library.zh.json' with { type: 'json' }
import type { Locale } from '../words/words.ts'

const chinese: Record<string, string> = { ...community, ...panel, ...zeebePanel, ...ours }

/** A template is looked up first; a sentence whose values stand in it already is asked for whole. */
function translated(locale: Locale, template: string, replacements: Record<string, string> = {}): string {
  const text = locale === 'zh-CN' && Object.hasOwn(chinese, template) ? chinese[template]! : template
  return text.replace(/\{([^}]+)\}/g, (whole, key: string) => replacements[key] ?? whole)
}

export function translateModule(locale: Locale): object {
  return { translate: ['value', (template: string, replacements?: Record<string, string>) => translated(locale, template, replacements)] }
}
