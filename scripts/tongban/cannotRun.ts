/** Why a verb could not do its work at all (exit code 2): one sentence with what to do. */
export class CannotRun extends Error {}
