import { type Failure, FailureError, withoutDirectionMarks } from '../failure';

/** A call that is refused with a status of its own; other failures have that of their kind. */
export class RefusedCall extends FailureError {
  readonly status: number;
  /** A word for programs, such as `model_not_found`. */
  readonly code: string | null;
  /** The field that is wrong, as the caller wrote it: `audio.voice`, `messages[0].content`. */
  readonly field: string | null;
  /** Headers of the reply. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string | null,
    message: string,
    field: string | null = null,
    headers: Readonly<Record<string, string>> = {},
  ) {
    const details = field === null ? {} : { field };
    super({ kind: 'bad-request', message: withoutDirectionMarks(message), details });
    this.status = status;
    this.code = code;
    this.field = field;
    this.headers = headers;
  }
}

/** @throws RefusedCall */
export function refuseCall(
  status: number,
  code: string | null,
  message: string,
  field: string | null = null,
): never {
  throw new RefusedCall(status, code, message, field);
}

/**
 * Refusals of the engine in the words of the caller, who knows other fields than its request has.
 * @param nameOf the caller's name of a field of the request; null stands for a failure that names none.
 */
export function refusedAs(
  { message, details }: Failure,
  code: string,
  nameOf: (own: string | null) => string,
): RefusedCall {
  const own = typeof details?.field === 'string' ? details.field : null;
  const field = nameOf(own);
  return new RefusedCall(400, code, message.replaceAll(`"${own}" of the request`, `"${field}"`), field);
}
