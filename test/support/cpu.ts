/** Milliseconds of processor time this process has used: what a test of "does not hang" may ask about on a busy machine. */
export function cpuNow(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
