import { randomBytes } from 'node:crypto'

/** A wire id: 128 random bits as base64url. */
export const randomId = (): string => randomBytes(16).toString('base64url')
