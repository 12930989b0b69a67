/** Shapes of what the people room is sent. Unknown fields are left out of account: no code reads them. */
export interface Credentials {
  login: string
  password: string
  next?: string
}

export interface PasswordChange {
  current: string
  wanted: string
  repeated: string
}

const login = { type: 'string', minLength: 1, maxLength: 64 } as const
const password = { type: 'string', minLength: 1, maxLength: 200 } as const

export const credentials = { type: 'object', required: ['login', 'password'], properties: { login, password } } as const

/** Of the page: an empty field is a wrong sign-in, not a malformed request. */
export const accountBody = {
  type: 'object',
  required: ['login', 'password'],
  properties: { login: { type: 'string', maxLength: 64 }, password: { type: 'string', maxLength: 200 }, next: { type: 'string', maxLength: 500 } },
} as const

export const passwordBody = {
  type: 'object',
  required: ['current', 'wanted', 'repeated'],
  properties: { current: { type: 'string', maxLength: 200 }, wanted: { type: 'string', maxLength: 200 }, repeated: { type: 'string', maxLength: 200 } },
} as const
