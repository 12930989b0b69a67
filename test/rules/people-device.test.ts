/** An officer recognises their devices in the list of sessions. */
import { expect, test } from 'vitest'
import { deviceName } from '../../server/people/device.ts'

test('browsers that carry each other\'s marks are told apart', () => {
  const kit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  expect(deviceName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${kit} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0`)).toBe('Edge · Windows')
  expect(deviceName(`Mozilla/5.0 (X11; Linux x86_64) ${kit} HeadlessChrome/130.0.0.0 Safari/537.36`)).toBe('Chrome · Linux')
  expect(deviceName('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15')).toBe('Safari · macOS')
  expect(deviceName(`Mozilla/5.0 (Linux; Android 14) ${kit} Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50`)).toBe('WeChat · Android')
})

test('a program keeps the name it gives itself', () => {
  expect(deviceName('样例同步程序/1.2')).toBe('样例同步程序/1.2')
})
