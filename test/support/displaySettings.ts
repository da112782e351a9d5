/** Settings that only change what is shown, without their prefix: a workspace that is not trusted may set these alone. */
export const displaySettings: readonly string[] = [
  'dashboard.refreshSeconds',
  'dashboard.logLines',
  'statusBar.enabled',
];
