/** The element templates: one file a concept, one line here and below. Their order is that of the menus. */
import approvalStep from './approval-step.json' with { type: 'json' }
import acceptance from './acceptance.json' with { type: 'json' }
import coApprovalSheet from './co-approval-sheet.json' with { type: 'json' }
import siteVisit from './site-visit.json' with { type: 'json' }
import pauseStep from './pause-step.json' with { type: 'json' }
import supplement from './supplement.json' with { type: 'json' }
import deliveryStep from './delivery-step.json' with { type: 'json' }
import caseAccept from './case-accept.json' with { type: 'json' }
import caseRefuse from './case-refuse.json' with { type: 'json' }
import caseClose from './case-close.json' with { type: 'json' }
import caseArchive from './case-archive.json' with { type: 'json' }
import legalPause from './legal-pause.json' with { type: 'json' }
import clockResume from './clock-resume.json' with { type: 'json' }
import letter from './letter.json' with { type: 'json' }
import notice from './notice.json' with { type: 'json' }
import permit from './permit.json' with { type: 'json' }
import revoke from './revoke.json' with { type: 'json' }
import fee from './fee.json' with { type: 'json' }
import delivery from './delivery.json' with { type: 'json' }
import libraryCheck from './library-check.json' with { type: 'json' }
import childCase from './child-case.json' with { type: 'json' }
import decisionTable from './decision-table.json' with { type: 'json' }
import webhook from './webhook.json' with { type: 'json' }
import limitReached from './limit-reached.json' with { type: 'json' }
import returnAcross from './return.json' with { type: 'json' }

import type { Retired } from './upgradePlan.ts'

export interface TemplateProperty {
  id?: string
  label?: string
  type?: string
  value?: string
  group?: string
  description?: string
  optional?: boolean
  choices?: { name: string; value: string }[]
  constraints?: { notEmpty?: boolean; pattern?: { value: string; message: string } }
  binding: { type: string; key?: string; property?: string; name?: string }
}

export interface Template {
  /** `tongban:` and the file's name. */
  id: string
  name: string
  description: string
  version: number
  appliesTo: string[]
  elementType?: { value: string; eventDefinition?: string }
  groups: { id: string; label: string }[]
  properties: TemplateProperty[]
  /** Of a version above 1: what the ones before had (upgradePlan.ts). No part of the public schema, which allows it. */
  retired?: Retired[]
}

export const templates = [
  approvalStep, acceptance, coApprovalSheet, siteVisit, pauseStep, supplement, deliveryStep, caseAccept, caseRefuse, caseClose, caseArchive, legalPause, clockResume, letter, notice, permit, revoke, fee, delivery, libraryCheck, childCase, decisionTable, webhook, limitReached, returnAcross,
] as Template[]
