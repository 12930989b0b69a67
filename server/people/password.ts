/**
 * Passwords: argon2id with 64 MB and 3 passes (OWASP ASVS 5.0, 11.4.2), few at a time, since each try costs that memory.
 * A flood of sign-ins waits in a short queue and is then told to come later, instead of taking the machine down.
 */
import { hash, verify } from '@node-rs/argon2'
import { refuse } from '../errors.ts'

const STRENGTH = { algorithm: 2, memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const // 2 = Argon2id
const AT_ONCE = 2
const MAX_WAITING = 40

/** A hash of nobody's password: an unknown login costs the same time as a known one. */
const NOBODY = '$argon2id$v=19$m=65536,t=3,p=1$4cmtwfdMTXrjlRIMS+pmTg$oFZN9l+xz4GXwmwp1bVu8WGY2Ij7Wxh8KLcH/CniqJk'

let running = 0
const waiting: (() => void)[] = []

export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, STRENGTH))
}

/** Whether `password` fits; `stored` null = no such officer or no password, which takes just as long and is false. */
export async function fits(stored: string | null, password: string): Promise<boolean> {
  const right = await inTurn(() => verify(stored ?? NOBODY, password))
  return right && stored !== null
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MAX_WAITING) throw refuse('busy')
    await new Promise<void>((resolve) => waiting.push(resolve)) // the one that ends hands its place on
  } else {
    running++
  }
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
