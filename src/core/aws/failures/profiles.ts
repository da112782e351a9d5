import type { Causes } from './cause';

/*
 * Failures of a profile of the AWS config files. Their words are made where the profile is read
 * (`credentials/profileFailure`), which knows its name and the step that failed.
 */

/** Failures that whoever set up a profile mends, or another profile. */
export const profileCauses = {
  profileNotFound: {
    knownBy: [],
    retry: false,
    billed: 'never',
    sentence: ({ words }) => words,
    steps: ['signIn', 'openSettings', 'diagnose', 'retry'],
    examples: [],
  },
  profileUnusable: {
    knownBy: [],
    retry: false,
    billed: 'never',
    sentence: ({ words }) => words,
    steps: ['signIn', 'diagnose', 'retry'],
    examples: [],
  },
  credentialProcessFailed: {
    knownBy: [],
    retry: false,
    billed: 'never',
    sentence: ({ words }) => words,
    steps: ['retry', 'signIn', 'diagnose'],
    examples: [],
  },
  mfaNeeded: {
    knownBy: [],
    retry: false,
    billed: 'never',
    sentence: ({ words }) => words,
    steps: ['signIn', 'diagnose', 'retry'],
    examples: [],
  },
} satisfies Causes;
