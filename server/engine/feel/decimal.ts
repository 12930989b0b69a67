/**
 * Sums and products as the real engine reckons them: in decimals, so that 0.1 + 0.2 is 0.3.
 * Only the way there is decimal; what comes in and goes out are JSON numbers.
 */
interface Decimal { digits: bigint; scale: number }

type Operation = '+' | '-' | '*' | '/' | '**'

/** null where the result is not a number (division by zero, overflow). */
export function arithmetic(operation: Operation, a: number, b: number): number | null {
  const result = reckon(operation, a, b)
  return Number.isFinite(result) ? result : null
}

function reckon(operation: Operation, a: number, b: number): number {
  switch (operation) {
    case '/': return a / b
    case '**': return a ** b
    default: return integers(operation, a, b) ?? decimals(operation, a, b)
  }
}

function integers(operation: '+' | '-' | '*', a: number, b: number): number | null {
  const result = operation === '+' ? a + b : operation === '-' ? a - b : a * b
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(result) ? result : null
}

function decimals(operation: '+' | '-' | '*', a: number, b: number): number {
  const [x, y] = [decimal(a), decimal(b)]
  if (Math.abs(x.scale - y.scale) > 400) return operation === '*' ? a * b : operation === '+' ? a + b : a - b
  if (operation === '*') return number({ digits: x.digits * y.digits, scale: x.scale + y.scale })
  const scale = Math.max(x.scale, y.scale)
  const [p, q] = [shift(x, scale), shift(y, scale)]
  return number({ digits: operation === '+' ? p + q : p - q, scale })
}

function decimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) }
}

function shift(value: Decimal, scale: number): bigint {
  return value.digits * 10n ** BigInt(scale - value.scale)
}

function number({ digits, scale }: Decimal): number {
  return Number(`${digits}e${-scale}`)
}
