/** Where a matter's files are read from: folders on disk, or a table in memory (what git has, what somebody proposes). Reading only. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The files of one matter by the names a bundle knows them by: `matter.json`, `process.bpmn`, `letters/<kind>.hbs`,
 * `tables/<name>.dmn`, `forms/<form>.schema.json`, and the common parts of forms under `shared/`.
 */
export interface Files {
  /** Bytes, or undefined where there is no such file. */
  size(file: string): number | undefined
  text(file: string): string
  /** Names in one of the folders, in order. */
  names(folder: 'letters' | 'tables' | 'forms' | 'shared'): string[]
}

/** @param dir processes/<matter>  @param formsDir the folder forms/ */
export function filesOnDisk(dir: string, matter: string, formsDir: string): Files {
  const pathOf = (file: string): string => {
    if (file.startsWith('forms/')) return join(formsDir, matter, file.slice('forms/'.length))
    return file.startsWith('shared/') ? join(formsDir, file) : join(dir, file)
  }
  return {
    size: (file) => (existsSync(pathOf(file)) ? statSync(pathOf(file)).size : undefined),
    text: (file) => readFileSync(pathOf(file), 'utf8'),
    names: (folder) => {
      const path = pathOf(`${folder}/`)
      return existsSync(path) ? readdirSync(path).sort() : []
    },
  }
}

/** @param table name -> content; @param shared common parts of forms, name without folder -> content */
export function filesInMemory(table: Readonly<Record<string, string>>, shared: Readonly<Record<string, string>> = {}): Files {
  const all = new Map([...Object.entries(table), ...Object.entries(shared).map(([name, text]): [string, string] => [`shared/${name}`, text])])
  return {
    size: (file) => (all.has(file) ? Buffer.byteLength(all.get(file)!) : undefined),
    text: (file) => all.get(file)!,
    names: (folder) => [...all.keys()].filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1)).sort(),
  }
}
