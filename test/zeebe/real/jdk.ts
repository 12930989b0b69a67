/** Finds a JDK new enough (21 or later for Zeebe's engine) on this machine. It installs nothing. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { homedir } from 'node:os'

/** Zeebe's engine needs it. */
const OLDEST = 21

/** Folders under which systems and version managers keep their JDKs. */
const HOUSES = [
  '/usr/lib/jvm',
  '/usr/local/lib/jvm',
  '/opt/java',
  '/opt/jdk',
  '/Library/Java/JavaVirtualMachines',
  join(homedir(), '.sdkman/candidates/java'),
  join(homedir(), '.jdks'),
]

/** The home folder of the newest JDK found, or undefined. The default `java` may well be older than what is wanted, so PATH is only one place of several. */
export function findJdk(env: NodeJS.ProcessEnv = process.env, oldest = OLDEST): string | undefined {
  const candidates = [env.JAVA_HOME, homeOfPathJavac(env), ...HOUSES.flatMap(homesIn)]
  return candidates
    .filter((home): home is string => home !== undefined && existsSync(join(home, 'bin/javac')))
    .map((home) => ({ home, version: majorVersion(home) }))
    .filter(({ version }) => version >= oldest)
    .sort((a, b) => b.version - a.version)[0]?.home
}

function homesIn(house: string): string[] {
  if (!existsSync(house)) return []
  return readdirSync(house).flatMap((name) => [join(house, name), join(house, name, 'Contents/Home')])
}

function homeOfPathJavac(env: NodeJS.ProcessEnv): string | undefined {
  const javac = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'javac')).find(existsSync)
  return javac && dirname(dirname(realpathSync(javac)))
}

/** 25 of a `release` file's JAVA_VERSION="25.0.1"; 0 where the folder tells none. */
function majorVersion(home: string): number {
  const release = join(home, 'release')
  if (!existsSync(release)) return 0
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, 'utf8'))?.[1] ?? 0)
}
