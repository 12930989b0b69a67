/** The token simulation speaks English in its markup and asks nobody for words: what it puts on the canvas is said again in Chinese. */
import type { Locale } from '../words/words.ts'

const words: Record<string, string> = {
  'Token Simulation': '流程模拟', 'Toggle Simulation Log': '模拟记录', 'Toggle simulation log': '模拟记录', 'Simulation Log': '模拟记录', 'No Entries': '还没有记录',
  'Play/Pause Simulation': '继续或暂停', 'Play Simulation': '继续', 'Pause Simulation': '暂停', 'Reset Simulation': '重新开始', 'Toggle Pause Simulation': '继续或暂停', 'Set Animation Speed': '速度', 'Set animation speed = Slow': '慢', 'Set animation speed = Normal': '中', 'Set animation speed = Fast': '快',
  'Trigger Event': '触发事件', 'Trigger start event': '开始一个办件', 'Toggle pause': '在此暂停', 'Add pause point': '在此暂停', 'Remove pause point': '不再暂停', 'Trigger continue': '继续', 'Set Sequence Flow': '选择走向', 'Show Simulation': '显示模拟', 'Show simulation': '显示模拟',
  'Entered Simulation Mode': '进入模拟', 'Left Simulation Mode': '退出模拟', 'Enter simulation mode': '进入模拟', 'Pause Simulation ': '暂停', 'Process started': '办件开始', 'Process finished': '办件结束', 'Continue Process': '继续', 'Start Process': '开始办件', 'Reset simulation': '重新开始', 'Simulation speed': '速度', 'Process Instance': '办件', 'Process': '办件', 'Finished': '已结束', 'Started': '已开始', 'Canceled': '已中断',
}

export function speakChinese(container: HTMLElement, locale: Locale): void {
  if (locale !== 'zh-CN') return
  const watcher = new MutationObserver((changes) => {
    for (const { addedNodes, target } of changes) {
      if (isOf(target)) say(target as Element)
      for (const node of addedNodes) if (node instanceof HTMLElement) for (const part of [node, ...node.querySelectorAll('*')]) if (isOf(part)) say(part)
    }
  })
  watcher.observe(container, { childList: true, subtree: true })
}

function isOf(node: Node): boolean {
  return node instanceof HTMLElement && node.closest('[class*="bts-"]') !== null
}

function say(element: Element): void {
  const title = element.getAttribute('title')
  if (title && words[title]) element.setAttribute('title', words[title])
  for (const node of element.childNodes) {
    const text = node.nodeType === Node.TEXT_NODE ? node.textContent!.trim() : ''
    if (text && words[text]) node.textContent = words[text]
  }
}
