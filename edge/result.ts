/** Why a request is refused: the tagged reasons of the whole Worker. Only routes/errors.ts turns one into a status. */
export type Reason =
  | 'body_too_large'
  | 'too_many'
  | 'bad_encoding'
  | 'bad_json'
  | 'too_deep'
  | 'too_many_keys'
  | 'bad_request'
  | 'unknown_site'
  | 'origin_not_allowed'
  | 'unauthorized'
  | 'signature_invalid'
  | 'signature_expired'
  | 'not_found'
  | 'method_not_allowed'
  | 'batch_conflict'
  | 'illegal_person'
  | 'visitor_unknown'
  | 'visitor_taken'
  | 'visitor_erased'
  | 'automated'
  | 'token_malformed'
  | 'token_algorithm'
  | 'token_key_unknown'
  | 'token_issuer'
  | 'token_signature'
  | 'token_expired'
  | 'token_audience'
  | 'token_claims'
  | 'token_replayed'
  | 'token_outdated'
  | 'issuer_unreachable'
  | 'origin_unreachable'
  | 'unavailable'
  | 'misconfigured'

export type Result<T> = { ok: true; value: T } | { ok: false; reason: Reason; detail: string }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })
export const refuse = (reason: Reason, detail: string): { ok: false; reason: Reason; detail: string } => ({
  ok: false,
  reason,
  detail,
})
