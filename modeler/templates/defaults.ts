/**
 * What a person's step begins with where the concept is new: its form and who does it. They are no part of the templates, whose public
 * schema knows forms and candidates only on the engine's own user tasks; on this platform a person's step is a job.
 */
export const stepDefaults: Readonly<Record<string, { form: string; candidates?: string }>> = {
  'approval-step': { form: 'review', candidates: 'handler' },
  acceptance: { form: 'acceptance', candidates: 'window' },
  'co-approval-sheet': { form: 'coApproval', candidates: 'section-chief' },
  'site-visit': { form: 'siteVisit', candidates: 'handler' },
  'pause-step': { form: 'pauseReport', candidates: 'handler' },
  supplement: { form: 'supplement' },
  'delivery-step': { form: 'deliver', candidates: 'window' },
}
