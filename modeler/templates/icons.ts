/** Which picture stands for a concept: names of @tabler/icons, drawn into the bundle when it is built (scripts/assets/modeler.mjs). */
import shapes from 'virtual:icons'

export const iconNames: Record<string, string> = {
  'approval-step': 'writing-sign',
  acceptance: 'inbox',
  'co-approval-sheet': 'users-group',
  'site-visit': 'map-search',
  'pause-step': 'microscope',
  supplement: 'user-edit',
  'delivery-step': 'package',
  'case-accept': 'circle-check',
  'case-refuse': 'ban',
  'case-close': 'flag',
  'case-archive': 'archive',
  'legal-pause': 'player-pause',
  'clock-resume': 'player-play',
  letter: 'mail',
  notice: 'bell',
  permit: 'certificate',
  revoke: 'certificate-off',
  fee: 'receipt-yuan',
  delivery: 'truck-delivery',
  'library-check': 'database-search',
  'child-case': 'sitemap',
  'decision-table': 'table',
  webhook: 'webhook',
  'limit-reached': 'alarm',
  return: 'arrow-back-up',
}

/** A picture as an address that a strict page may show. `colour`: of its strokes. */
export function iconOf(concept: string, colour = '#17588c'): string | undefined {
  const shape = shapes[iconNames[concept] ?? '']
  if (shape === undefined) return undefined
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${shape}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
