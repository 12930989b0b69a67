/** The default seal: a drawn round mark that says 样例 and a CMS signature by a self-made certificate. Without legal force, and says so. */
import { row } from '../../db/pool.ts'
import { fingerprintOf, keysOf } from './certificate.ts'
import { signDetached, verifyDetached } from './cms.ts'
import type { Seal } from './seal.ts'

export const sampleSeal: Seal = {
  mark: (body) => ({ ring: body.name, centre: '样例', foot: ['样例印章', '无法律效力'] }),

  async sign(ctx, body, file, at) {
    const keys = await keysOf(ctx, body)
    return { signature: await signDetached(keys, file, at), fingerprint: keys.fingerprint }
  },

  async verify(db, file, signature) {
    const verdict = await verifyDetached(file, signature)
    if (verdict.kind !== 'fits') return { valid: false, reason: verdict.kind }
    const known = await row<{ bodyId: string; name: string }>(db, `
      select s.body_id as "bodyId", b.name from seal_certificate s join body b on b.id = s.body_id where s.fingerprint = ?`, [fingerprintOf(verdict.certificate)])
    if (!known) return { valid: false, reason: 'not-ours' }
    return { valid: true, bodyId: known.bodyId, signer: known.name, signedAt: verdict.signedAt, sample: true }
  },
}
