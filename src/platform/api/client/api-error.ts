/** A reply of the API that is an error. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** A word for programs, such as `model_not_found`; null where the server gave none. */
  readonly code: string | null;
  /** The field that is wrong; null where it is none. */
  readonly param: string | null;

  constructor(status: number, message: string, code: string | null, param: string | null) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }

  static async of(response: Response): Promise<ApiError> {
    const body: unknown = await response.json().catch(() => null);
    const error = (body as { error?: { message?: unknown; code?: unknown; param?: unknown } } | null)?.error;
    const message =
      typeof error?.message === 'string' ? error.message : `The call was answered with ${response.status}.`;
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    return new ApiError(response.status, message, text(error?.code), text(error?.param));
  }
}
