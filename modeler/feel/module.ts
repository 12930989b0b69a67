/**
 * The variables that an expression may ask for, as the properties panel asks for them: its completion offers what exists at the element (variables.ts),
 * with the title people know it by. In the place of bpmn.io's resolver, which knows neither forms nor what comes before what.
 */
import type { Moddle, Shape } from '../drawing/drawing.ts'
import type { Surroundings } from '../panel/groups.tsx'
import { variablesAt, type Variable } from './variables.ts'

class Variables {
  static $inject = ['config.surroundings', 'translate']

  constructor(private readonly surroundings: Surroundings, private readonly translate: (text: string) => string) {}

  /** @param of the element, or the part of it whose expression it is */
  async getVariablesForElement(element: Moddle, of?: Shape | Moddle): Promise<object[]> {
    const place = this.surroundings.place()
    const owner = 'businessObject' in element ? (element as unknown as Shape).businessObject : element
    return place ? variablesAt(place, owner.id, (of as Moddle | undefined)?.$type === 'zeebe:Output').map((variable) => this.told(variable)) : []
  }

  async getProcessVariables(): Promise<object[]> {
    return []
  }

  private told({ name, type, title, from, outcomes = [] }: Variable): object {
    const words = [title ?? from ?? this.surroundings.words('feel.platform'), outcomes.map((outcome) => `"${outcome.value}" ${outcome.title}`).join('、')].filter(Boolean)
    return { name, type: this.translate(type), info: words.join('：') }
  }
}

export const feelModule = { variableResolver: ['type', Variables] }
