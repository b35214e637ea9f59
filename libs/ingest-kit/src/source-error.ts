import { explain, type Failure } from '@tributary/kernel';

/** Ends the reading of a source: an async iterator has no other way to say that the next page could not be had. */
export class SourceError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(explain(failure));
    this.name = 'SourceError';
    this.failure = failure;
  }
}
