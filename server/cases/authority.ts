/** As who an officer may act on a case itself: extend it, give it the green channel. Pure and browser-safe. */
import type { Guide } from '../matters/guide.ts'

/** Roles in the case's own body; and, where the matter names somebody of another body, the group they are in (`shizhengfu/leader`). */
export function rolesFor(posts: readonly { bodyId: string; role: string }[], bodyId: string, { extension, green }: Pick<Guide, 'extension' | 'green'>): string[] {
  const named = [extension?.by, green?.by].filter((by) => by?.includes('/'))
  return [...posts.filter((post) => post.bodyId === bodyId).map(({ role }) => role), ...posts.map((post) => `${post.bodyId}/${post.role}`).filter((group) => named.includes(group))]
}
