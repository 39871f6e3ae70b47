/** SQLite's code of an error, e.g. `SQLITE_FULL`; '' for other errors. By shape: the driver may be loaded twice in a process. */
export const sqliteCode = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : '';
};
