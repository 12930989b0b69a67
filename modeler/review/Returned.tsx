/** That legal review returned what was proposed, what it said, and the returned files to go on with. */
import type { Studio } from '../frame/studio.ts'
import { useSignal } from '../frame/useSignal.ts'

export function Returned({ studio }: { studio: Studio }) {
  const review = useSignal(studio.review)
  const { words, page } = studio
  if (!review) return null
  return (
    <div class="m-returned">
      <p><strong>{words('review.returned', { by: review.by, when: new Date(review.at).toLocaleString(page.locale) })}</strong> <a href={review.href}>{words('propose.see')}</a></p>
      <p class="m-returned-text">{review.remarks}</p>
      <button type="button" class="m-button" onClick={() => void studio.takeReturned()}>{words('review.take')}</button>
    </div>
  )
}
