/** A command that cannot be understood or started: its message says what, where and what next. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
