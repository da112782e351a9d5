import type { Causes, FailureCause } from './cause';
import { credentialCauses } from './credentials';
import { gatewayCauses } from './gateways';
import { modelAccessCauses } from './modelAccess';
import { modelCauses } from './models';
import { networkCauses } from './network';
import { ownCauses } from './own';
import { permissionCauses } from './permissions';
import { profileCauses } from './profiles';
import { quotaCauses } from './quotas';
import { requestCauses } from './requests';
import { serviceCauses } from './service';
import { tlsCauses } from './tls';

/* Of two that fit a failure equally well, the first is its cause. */
const table = {
  ...tlsCauses,
  ...gatewayCauses,
  ...networkCauses,
  ...credentialCauses,
  ...profileCauses,
  ...modelAccessCauses,
  ...permissionCauses,
  ...quotaCauses,
  ...modelCauses,
  ...requestCauses,
  ...serviceCauses,
  ...ownCauses,
} satisfies Causes;

/** The causes of failure that a user can meet. */
export type ErrorReason = keyof typeof table;

/** Every cause of failure by its id: how it is known, whether it passes, and what a user reads and may do. */
export const failureCauses: Readonly<Record<ErrorReason, FailureCause>> = table;

/** Whether signing in again is what helps. */
export const isAboutCredentials = isIn({ ...credentialCauses, ...profileCauses });
/** Whether somebody who manages the account has to allow it. */
export const isAboutPermissions = isIn(permissionCauses);
/** Whether the account does not have the model, or not yet. */
export const isAboutModelAccess = isIn(modelAccessCauses);
/** Whether too much was asked for now, or there is no capacity: another model may well answer. */
export const isAboutQuotas = isIn(quotaCauses);
/** Whether the model is the wrong one: unknown, retired, or of another API. */
export const isAboutModel = isIn(modelCauses);
/** Whether the service would not have this question, or not from this user to this model, however often it is asked. */
export const isAboutTheQuestion = isIn({
  ...requestCauses,
  ...modelCauses,
  ...modelAccessCauses,
  ...permissionCauses,
});
/** Whether the connection could not be made secure. */
export const isAboutTls = isIn(tlsCauses);
/** Whether AWS was not reached, as far as one can see from here. */
export const isAboutNetwork = isIn({ ...networkCauses, ...gatewayCauses, ...tlsCauses });

function isIn(causes: Causes): (reason: ErrorReason) => boolean {
  const ids: ReadonlySet<string> = new Set(Object.keys(causes));
  return (reason) => ids.has(reason);
}
