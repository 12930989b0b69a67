/** Two states of one matter compared, whatever version or draft they are: every change with its place and its sentence. Nothing is stored. */
import type { Context } from '../context.ts'
import { refuse } from '../errors.ts'
import { compareBundles } from '../matters/changes/compare.ts'
import { pointerIn } from '../matters/changes/guides.ts'
import { areaName, sentenceOf, shortOf } from '../matters/changes/words.ts'
import { UnreadableDiagram } from '../matters/diagram.ts'
import * as matters from '../matters/service.ts'
import { readPlace } from '../publication/service.ts'
import type { Locale } from '../web/messages.ts'
import type { Files } from './files.ts'

export interface ComparedChange {
  /** Its area's name, in the reader's language. */
  area: string
  kind: 'added' | 'removed' | 'changed'
  /** The thing itself came or went, not one of its facts. */
  whole: boolean
  /** As a bundle names it: `process.bpmn`, `forms/<form>`. */
  file: string
  /** An element's id, or a pointer into the file. */
  place: string
  sentence: string
  /** The fact with its values alone, for a sign on the element; null where the thing itself came or went. */
  short: string | null
}

/** @throws Refusal cannot-compare: one of them cannot be read; which file and why */
export async function compareStates(ctx: Context, matter: string, before: Files, after: Files, locale: Locale): Promise<ComparedChange[]> {
  const { shared } = await readPlace(ctx, matter)
  const bundle = (files: Files): matters.Bundle => matters.bundleOf(matters.filesInMemory(files, shared))
  try {
    const [was, is] = [bundle(before), bundle(after)]
    return (await compareBundles(was, is)).map((change) => ({
      area: areaName(change.area, locale), kind: change.kind, whole: change.fact === undefined && change.kind !== 'changed', file: change.file,
      place: change.file === 'matter.json' ? pointerIn(is.matter, change.place, change.fact) : change.place, sentence: sentenceOf(change, locale), short: shortOf(change, locale),
    }))
  } catch (error) {
    if (error instanceof matters.UnreadableBundle || error instanceof UnreadableDiagram) throw refuse('cannot-compare', { detail: (error as Error).message })
    throw error
  }
}
