/** That legal review returned what was proposed, what it said, whether that was answered, and the proposal's files to go on with. */
import type { Studio } from '../frame/studio.ts'
import { useSignal } from '../frame/useSignal.ts'

export function Returned({ studio }: { studio: Studio }) {
  const review = useSignal(studio.review)
  const { words } = studio
  if (!review) return null
  return (
    <div class="m-returned">
      <p><strong>{studio.saidOf(review)}</strong> <a href={review.href}>{words('propose.see')}</a></p>
      <p class="m-returned-text">{review.remarks}</p>
      {studio.isApart(review) && <button type="button" class="m-button" onClick={() => void studio.takeReturned()}>{words('review.take')}</button>}
    </div>
  )
}
