/** What stands in the place of a tab that could not be put up: which, why, that the work is kept, and to try again. */
import { render } from '@bpmn-io/properties-panel/preact'
import type { Words } from '../words/words.ts'

export function showFailure(place: HTMLElement, { words, tab, detail, again }: { words: Words; tab: string; detail: string; again(): void }): void {
  render(
    <section class="m-page" role="alert">
      <h2>{words('tabFailed', { tab })}</h2>
      <p>{words('tabFailed.kept')}</p>
      <p class="m-wrong">{detail}</p>
      <p><button type="button" class="m-button m-primary" onClick={again}>{words('tabFailed.again')}</button></p>
    </section>,
    place,
  )
}
