/** One story: what differs, then each step with whose inbox it came to, which date and what is left. A step chosen shows where the case stands. */
import type { Colleague } from '../../processes/play/world.ts'
import type { TabHost } from '../tab.ts'
import type { PlacedFailure, PlayedStep } from './run.ts'
import { failed, happened, inboxOf, limitOf, nameIn, whenOf } from './say.ts'

export function Failures({ host, failures, open }: { host: TabHost; failures: readonly PlacedFailure[]; open?(failure: PlacedFailure): void }) {
  const { words } = host
  return (
    <>{failures.map((failure) => {
      const { where, wanted, found, todo } = failed(host, failure)
      return (
        <div class="m-try-failure" role="group" aria-label={words('tryout.failed')}>
          <dl>
            <dt>{words('tryout.wanted')}</dt><dd>{wanted}</dd>
            <dt>{words('tryout.found')}</dt><dd>{found}</dd>
            <dt>{words('tryout.todo')}</dt><dd>{todo}</dd>
          </dl>
          {open && <button type="button" class="m-link" onClick={() => open(failure)}>{where}</button>}
        </div>
      )
    })}</>
  )
}

export function Steps({ host, steps, organisation, chosen, choose }: { host: TabHost; steps: readonly PlayedStep[]; organisation: readonly Colleague[]; chosen: number | null; choose(index: number): void }) {
  const { words } = host
  const nameOf = nameIn(organisation)
  if (steps.length === 0) return null
  return (
    <table class="m-table m-try-steps">
      <thead><tr>{['when', 'what', 'inbox', 'limit'].map((column) => <th scope="col">{words(`tryout.column.${column}`)}</th>)}</tr></thead>
      <tbody>{steps.map((step, index) => (
        <tr class={index === chosen ? 'is-chosen' : undefined}>
          <td>{whenOf(step.told)}</td>
          <td><button type="button" class="m-link" aria-pressed={index === chosen} onClick={() => choose(index)}>{happened(host, step.told, nameOf)}</button></td>
          <td>{step.inbox.map((waiting) => <div>{inboxOf(host, waiting)}<small>{waiting.name}</small></div>)}</td>
          <td>{step.inbox.map((waiting) => <div>{limitOf(host, waiting.limit)}</div>)}</td>
        </tr>
      ))}</tbody>
    </table>
  )
}
