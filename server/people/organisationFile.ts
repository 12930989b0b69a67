/**
 * An organisation as its file writes it, and the sample that comes along. What only asks the file, as the command line's check does, needs no
 * database and loads none.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export interface Organisation {
  /** Hash of the public sample password, for officers who have none yet; absent in a real organisation. */
  samplePasswordHash?: string
  divisions: { code: string; name: string; parent?: string }[]
  bodies: BodyFile[]
}

export interface BodyFile {
  id: string
  name: string
  short: string
  division: string
  departments?: { code: string; name: string }[]
  roles: { code: string; name: string; department?: string }[]
  officers: { login: string; name: string; phone?: string; roles: string[] }[]
}

/** Public on purpose: sample accounts are served on loopback only (config.ts). */
export const SAMPLE_PASSWORD = 'tongban-sample'
export const sampleFile = fileURLToPath(new URL('./sample/organisation.yaml', import.meta.url))

export function readOrganisation(file: string): Organisation {
  return parse(readFileSync(file, 'utf8')) as Organisation
}
