/** What the arguments of `test` mean: matters by name or folder, or single scenarios of one. */
import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { CannotRun } from '../cannotRun.ts'
import { targetsOf } from '../check/targets.ts'

export interface MatterTarget {
  dir: string
  forms: string
  /** File names of the scenarios wanted; null: all. */
  only: string[] | null
}

/** @throws CannotRun when something is not there, or holds no matter. */
export async function mattersOf(args: string[], forms: string | undefined): Promise<MatterTarget[]> {
  if (args.length === 0) return mattersAt([], forms)
  const found = await Promise.all(args.map((arg) => (arg.endsWith('.yaml') ? scenarioAt(arg, forms) : mattersAt([arg], forms))))
  return found.flat()
}

async function mattersAt(args: string[], forms: string | undefined): Promise<MatterTarget[]> {
  const matters = (await targetsOf(args, forms)).flatMap((target) => (target.kind === 'matter' ? [{ dir: target.dir, forms: target.forms, only: null }] : []))
  if (matters.length === 0) throw new CannotRun(`${args.join(' ')} holds no matter. Name a matter, its folder, or a scenario (.yaml) of one.`)
  return matters
}

async function scenarioAt(file: string, forms: string | undefined): Promise<MatterTarget[]> {
  const path = resolve(file)
  if (!existsSync(path)) throw new CannotRun(`There is no ${file}.`)
  if (basename(dirname(path)) !== 'scenarios') throw new CannotRun(`${file} is no scenario of a matter: it lies in processes/<matter>/scenarios.`)
  return (await mattersAt([dirname(dirname(path))], forms)).map((matter) => ({ ...matter, only: [basename(path)] }))
}
