/**
 * The formats a field may ask for, each a pure test of a string. The two Chinese codes are reckoned here after their standards:
 * stdnum's USCC refuses codes whose first character is a letter and every code whose check character is 0, both of which exist.
 */

/** 居民身份证号码, GB 11643-1999: 17 digits with a real date of birth, ISO 7064 MOD 11-2 check character. */
export function isIdCard(text: string): boolean {
  const match = /^[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}[\dXx]$/.exec(text)
  if (!match || !isDate(`${match[1]}-${match[2]}-${match[3]}`) || Number(match[1]) < 1850) return false
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(text[i]) * (2 ** (17 - i) % 11)
  return '10X98765432'[sum % 11] === text[17]!.toUpperCase()
}

const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** 统一社会信用代码, GB 32100-2015: 2 letters or digits for the registrar, 6 digits of division, 9 of the body, MOD 31-3 check. */
export function isUscc(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false
  let sum = 0
  for (let i = 0, weight = 1; i < 17; i++, weight = weight * 3 % 31) sum += USCC_ALPHABET.indexOf(text[i]!) * weight
  return USCC_ALPHABET[(31 - sum % 31) % 31] === text[17]
}

/** A mobile (11 digits from 13 to 19) or a landline with area code and perhaps an extension: 0717-1234567-801. */
export function isPhone(text: string): boolean {
  return /^(\+?86-?)?1[3-9]\d{9}$/.test(text) || /^(0\d{2,3}-?)\d{7,8}(-\d{1,6})?$/.test(text) || /^\d{5}$|^400-?\d{3}-?\d{4}$/.test(text)
}

/** A day that exists, written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month >= 1 && month <= 12 && day >= 1 && day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}

export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/.test(text)
}

/** By the name a schema uses (`format` or `x-format`). */
export const formats: Record<string, (text: string) => boolean> = {
  'id-card': isIdCard,
  uscc: isUscc,
  phone: isPhone,
  date: isDate,
  email: isEmail,
}
