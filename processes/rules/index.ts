/** All rules, in the order in which a person would mend what they find. A new rule is one file with its page and fixtures, and one line here and below. */
import applicationFormExists from './application-form-exists.ts'
import branchesAreSynchronised from './branches-are-synchronised.ts'
import codesHold from './codes-hold.ts'
import conditionsAreAnswered from './conditions-are-answered.ts'
import conditionsDoNotOverlap from './conditions-do-not-overlap.ts'
import decisionFormsHaveOutcomes from './decision-forms-have-outcomes.ts'
import deliveryHasAWindow from './delivery-has-a-window.ts'
import deniesWithReasons from './denies-with-reasons.ts'
import endsProperly from './ends-properly.ts'
import engineTakesDiagram from './engine-takes-diagram.ts'
import everyOutcomeLeadsOn from './every-outcome-leads-on.ts'
import everyStepCanBeReached from './every-step-can-be-reached.ts'
import feesHaveALaw from './fees-have-a-law.ts'
import firstWaitIsPlatformJob from './first-wait-is-platform-job.ts'
import formsAreInTheSubset from './forms-are-in-the-subset.ts'
import formsAreUsed from './forms-are-used.ts'
import guideAgreesWithDiagram from './guide-agrees-with-diagram.ts'
import headersHoldKnownValues from './headers-hold-known-values.ts'
import jobsAreThePlatforms from './jobs-are-the-platforms.ts'
import lettersCanBeMade from './letters-can-be-made.ts'
import limitMessagesAreAddressed from './limit-messages-are-addressed.ts'
import limitsAreLawful from './limits-are-lawful.ts'
import materialsAreNamed from './materials-are-named.ts'
import nothingWaitsForEver from './nothing-waits-for-ever.ts'
import onlineNoSlowerThanHall from './online-no-slower-than-hall.ts'
import papersCanBePrinted from './papers-can-be-printed.ts'
import pausesAreLawful from './pauses-are-lawful.ts'
import processIsNamedAfterMatter from './process-is-named-after-matter.ts'
import processNamesItsPlatform from './process-names-its-platform.ts'
import promiseIsHalf from './promise-is-half.ts'
import promiseWithinLaw from './promise-within-law.ts'
import readyForCases from './ready-for-cases.ts'
import resultDrawsOnApplication from './result-draws-on-application.ts'
import returnsAreDrawn from './returns-are-drawn.ts'
import sheetsAreComplete from './sheets-are-complete.ts'
import silenceIsDrawn from './silence-is-drawn.ts'
import soundnessIsProved from './soundness-is-proved.ts'
import stepsFitThePromise from './steps-fit-the-promise.ts'
import stepsHaveCandidates from './steps-have-candidates.ts'
import stepsHaveForms from './steps-have-forms.ts'
import stepsHaveLimits from './steps-have-limits.ts'
import timersInterruptNoUserTask from './timers-interrupt-no-user-task.ts'
import userTasksAreJobs from './user-tasks-are-jobs.ts'
import type { Rule } from './rule.ts'

export const rules: readonly Rule[] = [
  processIsNamedAfterMatter, processNamesItsPlatform, engineTakesDiagram, userTasksAreJobs, firstWaitIsPlatformJob, timersInterruptNoUserTask, limitMessagesAreAddressed, jobsAreThePlatforms, silenceIsDrawn,
  nothingWaitsForEver, branchesAreSynchronised, endsProperly, everyStepCanBeReached, soundnessIsProved,
  stepsHaveForms, stepsHaveLimits, stepsHaveCandidates, headersHoldKnownValues, returnsAreDrawn, sheetsAreComplete,
  formsAreInTheSubset, applicationFormExists, formsAreUsed, papersCanBePrinted, decisionFormsHaveOutcomes, conditionsAreAnswered, everyOutcomeLeadsOn, conditionsDoNotOverlap,
  stepsFitThePromise, pausesAreLawful, lettersCanBeMade, deniesWithReasons, deliveryHasAWindow,
  codesHold, materialsAreNamed, limitsAreLawful, promiseWithinLaw, promiseIsHalf, onlineNoSlowerThanHall, feesHaveALaw, guideAgreesWithDiagram, resultDrawsOnApplication, readyForCases,
]
