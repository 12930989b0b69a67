/**
 * The door of the people room: what other rooms may use of it. Routes and the guard are handed to the server in app.ts.
 */
export { actorOf, bodiesOf, groupsOf, handlesCases, hasRole, isAnalyst, isOperator, mayPublication, resolveGroup, type Officer, type OfficerActor, type Post, type PublicationRole } from './officer.ts'
export { colleagues, findBody, findOfficer, findOfficerByLogin, groupExists, groups, holders, listBodies, officerName, officerNames, officersOf, type Body } from './store.ts'
export { guard, officerOf, passedCaseOf } from './guard.ts'
export { givePass, heldPass, refuseEndedPass, takePass } from './pass.ts'
export { endPassesOf } from './sessionStore.ts'
export { throttle, type Limit } from './throttle.ts'
export { loadOrganisation, loadSample } from './organisation.ts'
export { readOrganisation, sampleFile, SAMPLE_PASSWORD, type Organisation } from './organisationFile.ts'
export { hashPassword } from './password.ts'
export { installationKey } from './installationKey.ts'
export { FIRST_ACCOUNTS } from './sampleAccounts.ts'
export { tidy } from './tidy.ts'
export { routes } from './routes.ts'
