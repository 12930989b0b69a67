/** All checks of a bundle, in the order a person would mend it. A new check is one function and one line here. */
import { readDiagram, UnreadableDiagram } from '../diagram.ts'
import { stepsOf } from '../facts.ts'
import type { Bundle, Problem } from '../types.ts'
import { applicationFormExists, formsAreInTheSubset, formsAreUsed, papersCanBePrinted } from './forms.ts'
import { codesHold, feesHaveALaw, guideAgreesWithDiagram, guideProblems, limitsAreLawful, materialsAreNamed, readyForCases, resultDrawsOnTheApplication } from './guide.ts'
import { lettersCanBeMade } from './letters.ts'
import { conditionsAreAnswered, conditionsDoNotOverlap, decisionFormsHaveOutcomes, everyOutcomeLeadsOn } from './outcomes.ts'
import { firstWaitIsPlatformJob, limitMessagesAreAddressed, processHasTheMattersName, serviceTasksHaveWorkers, silenceIsDrawn, timersInterruptNoUserTask, userTasksAreJobs } from './process.ts'
import { deliveryHasAWindow, deniesWithReasons } from './results.ts'
import { pausesAreLawful, stepsFitThePromise } from './promise.ts'
import { sheetsAreComplete } from './sheet.ts'
import { headersHoldKnownValues, returnsAreDrawn, stepsHaveCandidates, stepsHaveForms, stepsHaveLimits } from './steps.ts'
import { DIAGRAM, error, letterUnjudged, type Check, type LetterFault, type OrganisationView } from './subject.ts'

export type { OrganisationView } from './subject.ts'

const checks: Check[] = [
  processHasTheMattersName, userTasksAreJobs, firstWaitIsPlatformJob, timersInterruptNoUserTask, limitMessagesAreAddressed, serviceTasksHaveWorkers, silenceIsDrawn,
  stepsHaveForms, stepsHaveLimits, stepsHaveCandidates, headersHoldKnownValues, returnsAreDrawn, sheetsAreComplete,
  formsAreInTheSubset, applicationFormExists, formsAreUsed, papersCanBePrinted, decisionFormsHaveOutcomes, conditionsAreAnswered, everyOutcomeLeadsOn, conditionsDoNotOverlap,
  stepsFitThePromise, pausesAreLawful, lettersCanBeMade, deniesWithReasons, deliveryHasAWindow,
  codesHold, materialsAreNamed, limitsAreLawful, feesHaveALaw, guideAgreesWithDiagram, resultDrawsOnTheApplication, readyForCases,
]

/** Everything that is wrong with a bundle in this organisation; errors refuse it whole, warnings ask. */
export async function checkBundle(bundle: Bundle, organisation: OrganisationView, letterFault: LetterFault = letterUnjudged): Promise<Problem[]> {
  const shape = guideProblems(bundle.matter)
  if (shape.length > 0) return shape
  try {
    const diagram = await readDiagram(bundle.diagram)
    const subject = { bundle, diagram, steps: stepsOf(diagram), organisation, letterFault }
    return checks.flatMap((check) => check(subject))
  } catch (problem) {
    if (problem instanceof UnreadableDiagram) return [error(DIAGRAM, undefined, problem.message)]
    throw problem
  }
}
