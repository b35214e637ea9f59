/** One entry of a GraphQL answer's `errors`. */
export interface AnswerError {
  message: string;
  locations?: readonly { line: number; column: number }[];
  path?: readonly (string | number)[];
  extensions?: Record<string, unknown>;
}

/** Thrown by a field that refuses; the field is null and the answer goes on. Texts name fields and limits, never values of persons. */
export class FieldRefusal extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}
