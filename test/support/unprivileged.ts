const NOBODY = 65_534;

/**
 * Acts as a user whom permissions bind, which they do not bind root. `act` must load no module: another user may not
 * be able to read this folder, and loading what was loaded before looks at the files again.
 */
export async function unprivileged<T>(act: () => T | Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    process.seteuid?.(NOBODY);
  }
  try {
    return await act();
  } finally {
    if (isRoot) {
      process.seteuid?.(0);
    }
  }
}
