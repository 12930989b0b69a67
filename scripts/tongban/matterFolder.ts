/** What a matter on the command line means where only a matter will do: its folder, or its code in processes/. */
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { matterFolders } from '../../server/matters/bundle.ts'
import { CannotRun } from './cannotRun.ts'

const PROCESSES = fileURLToPath(new URL('../../processes', import.meta.url))

/** @returns the folder itself, links resolved. @throws CannotRun */
export function matterFolder(matter: string): string {
  const folder = [matter, join(PROCESSES, matter)].find((path) => existsSync(join(path, 'matter.json')))
  if (folder === undefined) throw new CannotRun(`${matter} is no matter: no folder with a matter.json, and none of ${matterFolders(PROCESSES).join(', ')}.`)
  return realpathSync(folder)
}
