/**
 * Case numbers and query codes (domain A5): 6-digit division + yyyyMMdd + 6-digit serial + ISO 7064 mod 11,10 check digit.
 * The code of six random digits is told to the applicant only, on the page and the receipt of the submission; checked by its hash.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { mod11_10 } from 'cdigit'
import { row, type Tx } from '../db/pool.ts'
import { dayOf } from '../deadlines/shanghai.ts'

/** The next number of a division and Shanghai day; the counter row serialises submissions of one division until commit. */
export async function nextNumber(tx: Tx, divisionCode: string, at: Date): Promise<string> {
  const day = dayOf(at)
  const counter = await row<{ last: number }>(
    tx,
    `insert into case_counter (division_code, day, last) values (?, ?, 1)
     on conflict (division_code, day) do update set last = case_counter.last + 1 returning last`,
    [divisionCode, day],
  )
  return formatNumber(divisionCode, day, counter!.last)
}

export function formatNumber(divisionCode: string, day: string, serial: number): string {
  return mod11_10.generate(`${divisionCode}${day.replaceAll('-', '')}${String(serial).padStart(6, '0')}`)
}

/** Shape and check digit: a mistyped digit is told before any look-up. */
export function isNumber(text: string): boolean {
  return /^\d{21}$/.test(text) && mod11_10.validate(text)
}

/** Six digits without bias: 4 random bytes, taken again above the last whole multiple of a million. */
export function newQueryCode(random: (size: number) => Buffer): string {
  for (;;) {
    const value = random(4).readUInt32BE()
    if (value < 4_294_000_000) return String(value % 1_000_000).padStart(6, '0')
  }
}

export function codeHash(number: string, code: string): string {
  return createHash('sha256').update(`${number}:${code}`).digest('hex')
}

export function codeFits(hash: string, number: string, code: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(codeHash(number, code), 'hex'))
}
