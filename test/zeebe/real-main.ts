/** `node --import tsx test/zeebe/real-main.ts 8.8` starts a real Zeebe, prints its ports as one JSON line and stays until stdin closes. */
import { startRealZeebe, ZEEBE_VERSIONS, type ZeebeLine } from './real.ts'

const line = process.argv[2] ?? '8.8'
if (!(line in ZEEBE_VERSIONS)) {
  console.error(`Which Zeebe? Say one of ${Object.keys(ZEEBE_VERSIONS).join(', ')}; '${line}' is none.`)
  process.exit(2)
}
const zeebe = await startRealZeebe(line as ZeebeLine)
console.log(JSON.stringify({ zeebe: line, grpcPort: zeebe.grpcPort, controlPort: zeebe.controlPort }))
process.stdin.resume().once('end', async () => {
  await zeebe.close()
  process.exit(0)
})
