// What somebody says to come in, and about their account.

import Type, { type Static } from 'typebox'
import { LINK_TOKEN_PATTERN } from './ids.js'
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './limits.js'
import { NameSchema, strict } from './schema-fields.js'

const PasswordSchema = Type.String({ minLength: PASSWORD_MIN_LENGTH, maxLength: PASSWORD_MAX_LENGTH })

const LinkTokenSchema = Type.String({ pattern: LINK_TOKEN_PATTERN })

// Of a password to compare with, length tells only that it is wrong: that is for who compares to say.
const GivenPasswordSchema = Type.String({ maxLength: PASSWORD_MAX_LENGTH })

export const CredentialsSchema = Type.Object({ name: NameSchema, password: GivenPasswordSchema }, strict)
export type Credentials = Static<typeof CredentialsSchema>

/** The invitation counts where accounts are made by invitation only. */
export const RegisterSchema = Type.Object(
  { name: NameSchema, password: PasswordSchema, invitation: Type.Optional(LinkTokenSchema) },
  strict,
)
export type Register = Static<typeof RegisterSchema>

export const MakeInvitationSchema = Type.Object({}, strict)
export type MakeInvitation = Static<typeof MakeInvitationSchema>

export const ChangePasswordSchema = Type.Object(
  { currentPassword: GivenPasswordSchema, newPassword: PasswordSchema },
  strict,
)
export type ChangePassword = Static<typeof ChangePasswordSchema>

/** Of whose account, by its name. */
export const MakePasswordResetSchema = Type.Object({ name: NameSchema }, strict)
export type MakePasswordReset = Static<typeof MakePasswordResetSchema>

export const ResetPasswordSchema = Type.Object(
  { token: LinkTokenSchema, newPassword: PasswordSchema },
  strict,
)
export type ResetPassword = Static<typeof ResetPasswordSchema>

export const GuestSchema = Type.Object({ name: NameSchema }, strict)
export type Guest = Static<typeof GuestSchema>
