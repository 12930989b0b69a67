/**
 * An officer and the groups their posts open. Pure: no SQL, no request.
 */
export interface Post {
  bodyId: string
  bodyName: string
  departmentId: string | null
  departmentName: string | null
  role: string
  roleName: string
}

export interface Officer {
  id: string
  login: string
  name: string
  posts: Post[]
}

/** Whom the audit names; the same shape as the audit room's actor. */
export interface OfficerActor {
  kind: 'officer'
  id: string
  name: string
}

/** Candidate groups this officer belongs to: `['zhujian/window', 'zhujian/head']`. */
export function groupsOf(officer: Officer): string[] {
  return officer.posts.map((post) => `${post.bodyId}/${post.role}`)
}

export function bodiesOf(officer: Officer): string[] {
  return [...new Set(officer.posts.map((post) => post.bodyId))]
}

export function actorOf(officer: Officer): OfficerActor {
  return { kind: 'officer', id: officer.id, name: officer.name }
}

/**
 * A candidate as a diagram writes it, relative to the case's body: `window` -> `zhujian/window`;
 * `gongan-jiaojing/handler` names another body and stays.
 */
export function resolveGroup(candidate: string, bodyId: string): string {
  return candidate.includes('/') ? candidate : `${bodyId}/${candidate}`
}

export function isOperator(officer: Officer): boolean {
  return officer.posts.some((post) => post.role === 'operator')
}

/** Who draws matters and proposes them (流程分析). */
export function isAnalyst(officer: Officer): boolean {
  return hasRole(officer, 'analyst')
}

/** Posts by which changes of matters go their way: drafted, judged by a lawyer (法核), published (审改办). */
export type PublicationRole = 'analyst' | 'legal-reviewer' | 'publisher'

export function hasRole(officer: Officer, role: PublicationRole): boolean {
  return officer.posts.some((post) => post.role === role)
}

/** Posts that serve the platform and not a case: drawing, judging, publishing matters, running the installation. */
const PLATFORM_ROLES: readonly string[] = ['analyst', 'legal-reviewer', 'publisher', 'operator']

/** Whether tasks of cases come to this officer: any post but those of the platform (an officer may have both). */
export function handlesCases(officer: Officer): boolean {
  return officer.posts.some((post) => !PLATFORM_ROLES.includes(post.role))
}

/** Whoever has to do with changes of matters; what each of the three may do there is asked at each act. */
export function mayPublication(officer: Officer): boolean {
  return hasRole(officer, 'analyst') || hasRole(officer, 'legal-reviewer') || hasRole(officer, 'publisher')
}
