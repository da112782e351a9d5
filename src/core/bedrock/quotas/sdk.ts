/*
 * The AWS SDK's pieces that read quotas, behind one dynamic import: most people never need them.
 */
export { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
export { openClient } from '../../aws/clientConfiguration';
