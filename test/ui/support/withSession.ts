import { VsCodeSession, type SessionOptions } from './vscodeSession';

/** One real VS Code for the tests of a suite; call it in `describe`. A test that fails leaves pictures and the log. */
export function withSession(options: SessionOptions = {}): () => VsCodeSession {
  let session: VsCodeSession | undefined;

  before(async function () {
    this.timeout(180_000);
    session = await VsCodeSession.start(options);
  });

  afterEach(async function () {
    const test = this.currentTest;
    // One that failed and is tried again has no state.
    if (test?.state !== 'passed' && test?.state !== 'pending' && session !== undefined) {
      console.log((await session.screenshots(test?.fullTitle() ?? '')).join('\n'));
      console.log(session.log().split('\n').slice(-20).join('\n'));
    }
  });

  after(() => session?.dispose());

  return () => {
    if (session === undefined) {
      throw new Error('The session begins with the first test');
    }
    return session;
  };
}
