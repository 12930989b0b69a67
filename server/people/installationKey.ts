/** Keys of this installation, made at first start; several processes that start at once agree on the first one written. */
import type { Context } from '../context.ts'
import { change, row } from '../db/pool.ts'

/** 32 bytes, the same for every process of the installation. */
export async function installationKey(ctx: Context, name: string): Promise<Buffer> {
  await change(ctx.db, 'insert into installation_key (name, value, created_at) values (?, ?, ?) on conflict (name) do nothing', [name, ctx.random(32), ctx.now()])
  const kept = await row<{ value: Buffer }>(ctx.db, 'select value from installation_key where name = ?', [name])
  return kept!.value
}
