/** One line of the operations command line, carried out: the door's answer, as text or JSON. */
import { userInfo } from 'node:os'
import type { Context } from '../../server/context.ts'
import { act, instance, list, overview, type Desk } from '../../server/operations/service.ts'
import { Unclear, type Wish } from './arguments.ts'
import { instanceText, overviewText, tableText } from './text.ts'

/** What to print. @throws Unclear, Refusal */
export async function carryOut(wish: Wish, desk: Desk, ctx: Context): Promise<string> {
  const { json, text } = await answer(wish, desk, ctx)
  return wish.json ? JSON.stringify(json, null, 2) : text
}

async function answer(wish: Wish, desk: Desk, ctx: Context): Promise<{ json: unknown; text: string }> {
  const engine = wish.engine ?? (await desk.engines())[0]!
  switch (wish.verb) {
    case 'list': {
      const listing = await list(desk, ctx, engine, wish.noun, wish.filter)
      return { json: listing, text: tableText(wish.noun, listing) }
    }
    case 'show': {
      if (wish.key === null) {
        const found = await overview(desk, ctx)
        return { json: { ...found, numbers: Object.fromEntries(found.numbers) }, text: overviewText(found) }
      }
      const found = await instance(desk, ctx, engine, wish.key)
      if (!found) throw new Unclear(`The engine knows no instance ${wish.key}, and its history neither.`)
      return { json: { ...found, names: Object.fromEntries(found.names), xml: undefined }, text: instanceText(found) }
    }
    case 'act': {
      await act(desk, ctx, { ...wish.act, engine }, { actor: { kind: 'system', name: `命令行 ${userInfo().username}` }, reason: wish.reason })
      return { json: { done: wish.act.verb, engine, key: wish.act.key }, text: `Done: ${wish.act.verb} ${wish.act.key}. Who and why are on the trace.` }
    }
    default: return wish satisfies never
  }
}
